import { useTranslations } from "next-intl"
import type { ReactNode } from "react"
import { Deadline, LetterContact } from "@/components/letters/letter-facts"
import { Callout } from "@/components/ui/callout"
import { CenteredCard } from "@/components/ui/centered-card"
import { Facts } from "@/components/ui/facts"
import { Tile } from "@/components/ui/tile"
import type { Role } from "@/lib/shared/roles"
import type { InvitationDetails } from "@/lib/shared/rows/invitations"

interface InvitationLetterProps {
  title: string
  lead?: ReactNode
  invitation: InvitationDetails
  children?: ReactNode
  footer?: ReactNode
}

/** An invitation as its reader sees it: enterprise, inviter, role with its duty, the sender's note, the deadline. */
export function InvitationLetter({ title, lead, invitation, children, footer }: InvitationLetterProps) {
  const { organization, note, inviter, affiliates } = invitation
  return (
    <CenteredCard tile={<Tile name={organization} size="large" />} title={title} lead={lead} footer={footer}>
      <InvitationFacts {...invitation} />
      {affiliates && <Belonging organization={organization} />}
      {note && <Note note={note} from={inviter} />}
      <div className="contents">{children}</div>
    </CenteredCard>
  )
}

/** What an account gives up by accepting: to be read before the answer, in the colour of the text itself. */
function Belonging({ organization }: { organization: string }) {
  const t = useTranslations("letter")
  return (
    <Callout tone="neutral">
      <span className="text-foreground">{t("affiliates", { organization })}</span>
    </Callout>
  )
}

function InvitationFacts({ organization, inviter, role, contact, byNumber, expiresAt }: InvitationDetails) {
  const t = useTranslations("letter")
  return (
    <Facts
      facts={[
        [t("enterprise"), organization],
        [t("inviter"), <bdi key="inviter">{inviter}</bdi>],
        [t("role"), <RoleAndDuty key="role" role={role} />],
        [t(byNumber ? "forAccount" : "sentTo"), <LetterContact key="contact" of={contact} />],
        [t("expires"), <Deadline key="expires" at={expiresAt} />],
      ]}
    />
  )
}

function RoleAndDuty({ role }: { role: Role }) {
  const t = useTranslations("duties")
  return (
    <>
      <code className="block font-medium">{role}</code>
      <span className="block text-secondary text-sm">{t(role)}</span>
    </>
  )
}

function Note({ note, from }: { note: string; from: string }) {
  const t = useTranslations("letter")
  return (
    <figure className="flex flex-col gap-1 border-s-2 ps-3">
      <figcaption className="text-secondary text-sm">{t("note", { inviter: from })}</figcaption>
      <blockquote className="whitespace-pre-line wrap-anywhere" dir="auto">
        {note}
      </blockquote>
    </figure>
  )
}
