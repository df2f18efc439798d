import { useTranslations } from "next-intl"
import type { ReactNode } from "react"
import { Deadline } from "@/components/letters/deadline"
import { LetterContact, LetterOrganization, LetterTile, useCertification } from "@/components/letters/letter-facts"
import { Callout } from "@/components/ui/callout"
import { CenteredCard } from "@/components/ui/centered-card"
import { Facts } from "@/components/ui/facts"
import type { InvitationDetails } from "@/lib/shared/rows/invitations"

interface InvitationLetterProps {
  /** What stands in the way of an answer; who invites whom is the title otherwise. */
  title?: string
  lead?: ReactNode
  invitation: InvitationDetails
  children?: ReactNode
  footer?: ReactNode
}

/** An invitation as its reader sees it: who invites into what, the role with its duty, the sender's note, the deadline. */
export function InvitationLetter({ title, lead, invitation, children, footer }: InvitationLetterProps) {
  const t = useTranslations()
  const { organization, note, inviter, affiliates, contact, byNumber, expiresAt } = invitation
  const certification = useCertification(invitation)
  return (
    <CenteredCard
      tile={<LetterTile of={organization}>{t("invite.info.what")}</LetterTile>}
      title={title ?? <WhoInvites {...invitation} />}
      lead={lead}
      footer={footer}
    >
      {title && (
        <p className="font-medium">
          <WhoInvites {...invitation} />
        </p>
      )}
      <Role role={invitation.role} />
      {affiliates && <Belonging organization={organization} />}
      {note && <Note note={note} from={inviter} />}
      <Facts
        facts={[
          ...certification,
          [t(`letter.${byNumber ? "forAccount" : "sentTo"}`), <LetterContact key="contact" of={contact} />],
          [t("letter.expires"), <Deadline key="expires" at={expiresAt} />],
        ]}
      />
      <div className="contents">{children}</div>
    </CenteredCard>
  )
}

function WhoInvites({ inviter, organization, certified }: InvitationDetails) {
  const t = useTranslations("invite.info")
  return (
    <span>
      {t.rich("title", {
        inviter,
        organization,
        who: (name) => <bdi>{name}</bdi>,
        where: (name) => <LetterOrganization certified={certified}>{name}</LetterOrganization>,
      })}
    </span>
  )
}

function Role({ role }: Pick<InvitationDetails, "role">) {
  const t = useTranslations()
  return (
    <dl className="rounded-lg border p-3">
      <dt className="text-secondary text-sm">{t("letter.role")}</dt>
      <dd>
        <code className="font-medium">{role}</code>
        <span className="block text-secondary">{t(`duties.${role}`)}</span>
      </dd>
    </dl>
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
