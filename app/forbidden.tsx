import { getTranslations } from "next-intl/server"
import { CenteredCard } from "@/components/ui/centered-card"
import { LinkButton } from "@/components/ui/link-button"

export default async function Forbidden() {
  const t = await getTranslations("pages.forbidden")
  return (
    <CenteredCard title={t("title")} lead={t("body")}>
      <LinkButton href="/" size="large" wide>
        {t("action")}
      </LinkButton>
    </CenteredCard>
  )
}
