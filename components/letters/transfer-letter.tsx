import { useTranslations } from "next-intl"
import type { ReactNode } from "react"
import { Deadline, LetterContact } from "@/components/letters/letter-facts"
import { CenteredCard } from "@/components/ui/centered-card"
import { Facts } from "@/components/ui/facts"
import { type Icon, KeyRound, UserMinus, Zap } from "@/components/ui/icons"
import { Tile } from "@/components/ui/tile"
import type { TransferDetails } from "@/lib/shared/rows/organization"

interface TransferLetterProps {
  title: string
  lead?: ReactNode
  transfer: TransferDetails
  /** Whether its reader is the chosen member; others see only a masked contact. */
  chosen: boolean
  children?: ReactNode
  footer?: ReactNode
}

/** A change of owner as its reader sees it: the organization, its owner, the next one and the deadline. */
export function TransferLetter({ title, lead, transfer, chosen, children, footer }: TransferLetterProps) {
  const t = useTranslations("confirm.facts")
  const { organization, owner, name, contact, expiresAt } = transfer
  return (
    <CenteredCard tile={<Tile name={organization} size="large" />} title={title} lead={lead} footer={footer}>
      <Facts
        facts={[
          [t("organization"), organization],
          [t("owner"), <bdi key="owner">{owner}</bdi>],
          [t("chosen"), chosen ? <bdi key="chosen">{name}</bdi> : <LetterContact key="chosen" of={contact} />],
          [t("expires"), <Deadline key="expires" at={expiresAt} />],
        ]}
      />
      {children}
    </CenteredCard>
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
