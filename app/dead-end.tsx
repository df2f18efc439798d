import { useTranslations } from "next-intl"
import { CenteredCard } from "@/components/ui/centered-card"
import { LinkButton } from "@/components/ui/link-button"

/** A page that is not there, or not for this visitor. */
export function DeadEnd({ why }: { why: "forbidden" | "notFound" }) {
  const t = useTranslations("pages")
  return (
    <CenteredCard title={t(`${why}.title`)} lead={t(`${why}.body`)}>
      <LinkButton href="/" size="large" wide>
        {t("toStart")}
      </LinkButton>
    </CenteredCard>
  )
}
