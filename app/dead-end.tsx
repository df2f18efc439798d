import { useTranslations } from "next-intl"
import { CenteredCard } from "@/components/ui/centered-card"
import { LinkButton } from "@/components/ui/link-button"

const waysOut = {
  forbidden: { href: "/", word: "toStart" },
  notFound: { href: "/", word: "toStart" },
  noOrganization: { href: "/me", word: "toOrganizations" },
} as const

/** A page that is not there, or not for this visitor. */
export function DeadEnd({ why }: { why: keyof typeof waysOut }) {
  const t = useTranslations("pages")
  const { href, word } = waysOut[why]
  return (
    <CenteredCard title={t(`${why}.title`)} lead={t(`${why}.body`)}>
      <LinkButton href={href} size="large" wide>
        {t(word)}
      </LinkButton>
    </CenteredCard>
  )
}
