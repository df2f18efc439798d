import { useTranslations } from "next-intl"
import type { ReactNode } from "react"
import { Deadline, LetterContact } from "@/components/letters/letter-facts"
import { CenteredCard } from "@/components/ui/centered-card"
import { Facts } from "@/components/ui/facts"
import { Tile } from "@/components/ui/tile"
import type { ActivationDetails } from "@/lib/shared/rows/members"

interface ActivationLetterProps {
  title: string
  lead?: ReactNode
  activation: ActivationDetails
  children: ReactNode
}

/** The activation of a member account as its link shows it: whose it is, and what it logs in with. */
export function ActivationLetter({ title, lead, activation, children }: ActivationLetterProps) {
  const t = useTranslations("activate.facts")
  const { organization, name, number, email, expiresAt } = activation
  return (
    <CenteredCard tile={<Tile name={organization} size="large" />} title={title} lead={lead}>
      <Facts
        facts={[
          [t("organization"), organization],
          [t("name"), <bdi key="name">{name}</bdi>],
          [t("number"), <code key="number">{number}</code>],
          [t("email"), <LetterContact key="email" of={email} />],
          [t("expires"), <Deadline key="expires" at={expiresAt} />],
        ]}
      />
      {children}
    </CenteredCard>
  )
}
