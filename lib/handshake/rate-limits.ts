import { type SQL, sql } from "drizzle-orm"
import { h } from "@/db/aliases"
import { idAt } from "@/db/rows"
import { handshakes } from "@/db/schema"
import type { Contact } from "@/lib/core/contacts"
import { ofRecipient, type RateLimitHit } from "@/lib/core/limits"
import type { HandshakeContext } from "@/lib/handshake/context"
import { settings } from "@/lib/settings"

/** What a letter is counted as: an invitation, another link to an address, or a request that somebody looks at. */
export type LetterLimits = keyof typeof rules

type Recipient = Contact | "operators"

const rules = {
  invitation: (sender: string, { id, dailyLimit, quota }: HandshakeContext["organization"], to: Recipient) => [
    ["invitesPerInviter", sender],
    ["invitesPerOrganization", id, dailyLimit ?? Math.max(settings().limits.invitesPerOrganization.count, quota)],
    ...ofMessage(id, to),
  ],
  link: (sender, { id }, to) => [["linksPerSender", sender], ...ofMessage(id, to)],
  request: (sender) => [["requestsPerApplicant", sender]],
  nothing: () => [],
} satisfies Record<
  string,
  (sender: string, organization: HandshakeContext["organization"], to: Recipient) => RateLimitHit[]
>

/** The limits under which a letter is sent, with whom they count. */
export function letterLimits(
  limits: LetterLimits,
  { organization, initiator }: HandshakeContext,
  to: Recipient,
): RateLimitHit[] {
  return rules[limits](initiator.accountId, organization, to)
}

/** The limits of whom a letter goes to, which hold without a sender too. */
export function recipientLimits({ id }: Pick<HandshakeContext["organization"], "id">, to: Recipient) {
  return ofMessage(id, to)
}

function ofMessage(organizationId: string, to: Recipient): RateLimitHit[] {
  if (to === "operators") return []
  return [
    ["invitesPerRecipientHere", `${organizationId}:${to.address}`],
    ofRecipient(to.address, "invitation"),
    ...ofChannel(organizationId, to),
  ]
}

/** What a resent invitation that is accepted, and one that is taken back unsent, give back. */
export function invitationRefunds(organizationId: string): RateLimitHit[] {
  return [["invitesPerOrganization", organizationId]]
}

/** An id is made by the clock of a program, which may be behind that of the database. */
const LATE = sql`interval '1 hour'`

/**
 * How many of the attempts that a key has counted since a time count no more: invitations that were accepted. So those
 * who accept write nothing that they share. One that was sent again gives its attempt back as it is accepted, for its id
 * does not say when that was.
 */
export function countedNoMore(key: SQL, since: SQL): SQL {
  return sql`case when split_part(${key}, ':', 1) = 'invitesPerOrganization' then (
    select count(*)::int from ${handshakes} ${h}
     where ${h.organizationId} = split_part(${key}, ':', 2) and ${h.kind} = 'invitation' and ${h.state} = 'accepted'
       and ${h.id} >= ${idAt(sql`${since} - ${LATE}`)} and ${h.generation} = 1 and ${h.sentAt} >= ${since}) else 0 end`
}

/** What a text message counts for, because it costs money; nothing else does. */
export function ofChannel(organizationId: string, { channel }: Contact): RateLimitHit[] {
  if (channel === "email") return []
  return [
    ["textsPerOrganization", organizationId],
    ["textsAltogether", "all"],
  ]
}
