import { useTranslations } from "next-intl"
import { LoadingList } from "@/components/lists/loading-list"

export default function LoadingAccountGroup() {
  const t = useTranslations("accountGroup")
  const heads = [t("name"), t("security"), t("number"), t("joined")]
  return <LoadingList title={t("title")} label={t("loading")} heads={heads} button="h-8 w-44" above={["h-9 w-80"]} />
}
