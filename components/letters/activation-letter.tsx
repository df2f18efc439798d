import { useTranslations } from "next-intl"
import type { ReactNode } from "react"
import { Deadline } from "@/components/letters/deadline"
import { LetterContact, LetterOrganization, LetterTile, useCertification } from "@/components/letters/letter-facts"
import { CenteredCard } from "@/components/ui/centered-card"
import { Facts } from "@/components/ui/facts"
import type { ActivationDetails } from "@/lib/shared/rows/members"

interface ActivationLetterProps {
  /** What stands in the way; the offer to activate is the title otherwise. */
  title?: string
  lead?: ReactNode
  activation: ActivationDetails
  children: ReactNode
}

/** The activation of a member account as its link shows it: whose it is, and what it logs in with. */
export function ActivationLetter({ title, lead, activation, children }: ActivationLetterProps) {
  const t = useTranslations("activate.facts")
  const what = useTranslations("activate")("title")
  const { organization, name, number, email, expiresAt } = activation
  const certification = useCertification(activation)
  return (
    <CenteredCard
      tile={<LetterTile of={organization}>{what}</LetterTile>}
      title={title ?? <Offer {...activation} />}
      lead={lead}
    >
      <Facts
        facts={[
          title ? [t("organization"), organization] : null,
          ...certification,
          [t("name"), <bdi key="name">{name}</bdi>],
          [t("number"), <code key="number">{number}</code>],
          [t("email"), <LetterContact key="email" of={email} />],
          [t("expires"), <Deadline key="expires" at={expiresAt} />],
        ]}
      />
      <div className="contents">{children}</div>
    </CenteredCard>
  )
}

function Offer({ organization, certified }: ActivationDetails) {
  const t = useTranslations("activate.info")
  return (
    <span>
      {t.rich("title", {
        organization,
        where: (name) => <LetterOrganization certified={certified}>{name}</LetterOrganization>,
      })}
    </span>
  )
}
