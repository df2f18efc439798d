import { useTranslations } from "next-intl"
import { LoadingList } from "@/components/lists/loading-list"

export default function LoadingAccessKeys() {
  const t = useTranslations("accessKeys")
  const heads = [t("name"), t("permissions"), t("created"), t("lastUsed"), t("status")]
  return (
    <LoadingList
      title={t("title")}
      label={t("loading")}
      heads={heads}
      rows={4}
      button="h-8 w-36"
      above={["h-10 w-64"]}
    />
  )
}
