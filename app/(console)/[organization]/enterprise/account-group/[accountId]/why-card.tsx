import { getTranslations } from "next-intl/server"
import { membersOf } from "@/components/shell/navigation"
import { Card } from "@/components/ui/card"
import { CopyButton } from "@/components/ui/copy-button"
import { Facts } from "@/components/ui/facts"
import { RouterLink } from "@/components/ui/router-links"
import { Time } from "@/components/ui/time"
import { externalId } from "@/lib/shared/handshakes"
import type { MemberDetail } from "@/lib/shared/rows/members"
import { withQuery } from "@/lib/web/search-params"

interface WhyCardProps {
  organizationId: string
  member: MemberDetail
  organization: string
}

/** Says why the account is here: founded, created, or proposed by one and answered by another. */
export async function WhyCard({ organizationId, member, organization }: WhyCardProps) {
  const t = await getTranslations("memberDetail")
  const { origin, handshake } = member
  const record = origin === "invitation" && handshake && recordsAbout(organizationId, handshake.subject)
  return (
    <Card
      title={t("why")}
      description={t(`came.${origin}`, { organization })}
      action={record && <RouterLink href={record}>{t("invitation.record")}</RouterLink>}
    >
      {handshake ? <Proposed handshake={handshake} origin={origin} /> : <Began member={member} />}
    </Card>
  )
}

/** The records of invitations to a contact. */
function recordsAbout(organizationId: string, contact: string) {
  return withQuery(membersOf(organizationId), { tab: "records", q: contact })
}

interface ProposedProps {
  handshake: NonNullable<MemberDetail["handshake"]>
  origin: MemberDetail["origin"]
}

async function Proposed({ handshake, origin }: ProposedProps) {
  const t = await getTranslations(`memberDetail.${origin === "join-request" ? "request" : "invitation"}`)
  const given = (await getTranslations("memberDetail"))("given")
  const { id, proposedBy, proposedAt, answeredBy, answeredAt, role } = handshake
  return (
    <Facts
      facts={[
        [t("proposedBy"), <Act key="proposed" by={proposedBy} at={proposedAt} />],
        [t("answeredBy"), <Act key="answered" by={answeredBy} at={answeredAt} />],
        role ? [given, <code key="role">{role}</code>] : null,
        [t("id"), <HandshakeId key="id" id={externalId(id)} />],
      ]}
    />
  )
}

function HandshakeId({ id }: { id: string }) {
  return (
    <span className="-my-1 flex items-center gap-1">
      <code className="min-w-0 break-all text-secondary text-xs">{id}</code>
      <CopyButton icon text={id} look="quiet" size="small" />
    </span>
  )
}

async function Began({ member: { origin, createdBy, joinedAt } }: Pick<WhyCardProps, "member">) {
  const t = await getTranslations("memberDetail")
  const created = origin === "created"
  return (
    <Facts
      facts={[
        created && createdBy ? [t("createdBy"), <bdi key="by">{createdBy}</bdi>] : null,
        [t(created ? "createdAt" : "foundedAt"), <Time key="at" value={joinedAt} absolute />],
      ]}
    />
  )
}

function Act({ by, at }: { by: string; at: Date }) {
  return (
    <>
      <bdi className="block">{by}</bdi>
      <span className="block text-secondary text-sm">
        <Time value={at} absolute />
      </span>
    </>
  )
}
