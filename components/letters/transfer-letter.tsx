import { useTranslations } from "next-intl"
import type { ReactNode } from "react"
import { Deadline } from "@/components/letters/deadline"
import { LetterContact, LetterOrganization, LetterTile, useCertification } from "@/components/letters/letter-facts"
import { CenteredCard } from "@/components/ui/centered-card"
import { Facts } from "@/components/ui/facts"
import { type Icon, KeyRound, UserMinus, Zap } from "@/components/ui/icons"
import type { TransferDetails } from "@/lib/shared/rows/organization"

interface TransferLetterProps {
  /** What stands in the way of an answer; who offers what is the title otherwise. */
  title?: string
  lead?: ReactNode
  transfer: TransferDetails
  /** Whether its reader is the chosen member; others see only a masked contact. */
  chosen: boolean
  children?: ReactNode
  footer?: ReactNode
}

/** A change of owner as its reader sees it: the organization, its owner, the next one and the deadline. */
export function TransferLetter({ title, lead, transfer, chosen, children, footer }: TransferLetterProps) {
  const t = useTranslations("confirm")
  const { organization, name, contact, expiresAt } = transfer
  const certification = useCertification(transfer)
  return (
    <CenteredCard
      tile={<LetterTile of={organization}>{t("title")}</LetterTile>}
      title={title ?? <WhoOffers {...transfer} chosen={chosen} />}
      lead={lead}
      footer={footer}
    >
      {title && (
        <p className="font-medium">
          <WhoOffers {...transfer} chosen={chosen} />
        </p>
      )}
      <Facts
        facts={[
          ...certification,
          [t("facts.chosen"), chosen ? <bdi key="chosen">{name}</bdi> : <LetterContact key="chosen" of={contact} />],
          [t("facts.expires"), <Deadline key="expires" at={expiresAt} />],
        ]}
      />
      <div className="contents">{children}</div>
    </CenteredCard>
  )
}

function WhoOffers({ organization, certified, owner, chosen }: TransferDetails & { chosen: boolean }) {
  const t = useTranslations("confirm.info")
  return (
    <span>
      {t.rich(chosen ? "title" : "titleForAnyone", {
        owner,
        organization,
        who: (name) => <bdi>{name}</bdi>,
        where: (name) => <LetterOrganization certified={certified}>{name}</LetterOrganization>,
      })}
    </span>
  )
}

/** What becomes of both when the chosen member confirms, in words. */
export function TransferConsequences({ organization, owner }: Pick<TransferDetails, "organization" | "owner">) {
  const t = useTranslations("confirm.consequences")
  return (
    <section className="flex flex-col gap-3 rounded-lg bg-muted p-4">
      <h2 className="font-semibold">{t("title")}</h2>
      <ul className="flex flex-col gap-3">
        <Consequence icon={KeyRound}>{t("rise", { organization })}</Consequence>
        <Consequence icon={UserMinus}>{t("fall", { owner })}</Consequence>
        <Consequence icon={Zap}>{t("hold")}</Consequence>
      </ul>
    </section>
  )
}

function Consequence({ icon: Icon, children }: { icon: Icon; children: ReactNode }) {
  return (
    <li className="flex gap-3">
      <Icon aria-hidden className="mt-0.75 size-4 shrink-0 text-secondary" />
      <span className="min-w-0 wrap-anywhere">{children}</span>
    </li>
  )
}
