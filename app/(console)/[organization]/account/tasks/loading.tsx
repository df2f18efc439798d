import { useTranslations } from "next-intl"
import { LoadingList } from "@/components/lists/loading-list"

export default function LoadingTasks() {
  const t = useTranslations("tasks")
  const heads = [t("applicant"), t("number"), t("sent"), t("until")]
  return <LoadingList title={t("title")} label={t("loading")} heads={heads} rows={4} />
}
