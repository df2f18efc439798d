import { useTranslations } from "next-intl"
import { LoadingList } from "@/components/lists/loading-list"

export default function LoadingMembers() {
  const t = useTranslations("members")
  const heads = [t("name"), t("role"), t("number"), t("joined"), t("active")]
  return (
    <LoadingList
      title={t("title")}
      label={t("loading")}
      heads={heads}
      button="h-8 w-24"
      above={["h-10 w-64", "h-9 w-80"]}
    />
  )
}
