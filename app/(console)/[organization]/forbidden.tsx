import { useTranslations } from "next-intl"
import { PageHeader } from "@/components/ui/page-header"

/** A page that the role does not include: the sidebar stays, with those that it does. */
export default function ForbiddenHere() {
  const t = useTranslations("pages.forbidden")
  return <PageHeader title={t("title")} facts={t("body")} />
}
