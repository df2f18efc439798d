import { useTranslations } from "next-intl"
import { LoadingList } from "@/components/lists/loading-list"

export default function LoadingAudit() {
  const t = useTranslations("audit")
  const heads = [t("what"), t("when"), t("from")]
  return (
    <LoadingList
      title={t("title")}
      label={t("loading")}
      heads={heads}
      button="h-8 w-24"
      above={["h-9 w-80", "h-9 w-96"]}
    />
  )
}
