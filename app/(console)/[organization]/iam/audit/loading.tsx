import { useTranslations } from "next-intl"
import { LoadingList } from "@/components/lists/loading-list"

export default function LoadingAudit() {
  const t = useTranslations("audit")
  const heads = [t("when"), t("who"), t("what"), t("whom"), t("from"), t("result")]
  return (
    <LoadingList
      title={t("title")}
      label={t("loading")}
      heads={heads}
      button="h-8 w-24"
      above={["h-14 w-full", "h-9 w-80"]}
    />
  )
}
