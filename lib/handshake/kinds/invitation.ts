import { sql } from "drizzle-orm"
import { z } from "zod"
import type { Queries } from "@/db/client"
import { contactOf, isAccountNumber } from "@/lib/core/contacts"
import { refundLimits } from "@/lib/core/limits"
import { pipelined } from "@/lib/core/transaction"
import { mustBeUnaffiliated, shareVerifiedEntity } from "@/lib/effects/affiliate"
import { whyNotInvite } from "@/lib/effects/may-invite"
import { contactAddress } from "@/lib/handshake/context"
import { type Answer, defineKind } from "@/lib/handshake/kind"
import { settings } from "@/lib/settings"
import { longNote } from "@/lib/shared/forms"
import { can, type InvitableRole, invitableRoles } from "@/lib/shared/roles"
import { attachTags } from "@/lib/tags/tags"

/** With `affiliates` it invites an account, which will belong to the enterprise; else a person. */
const terms = z.strictObject({
  role: z.enum(invitableRoles),
  note: longNote,
  affiliates: z.literal(true).optional(),
  tags: z.array(z.strictObject({ key: z.string(), value: z.string() })).optional(),
})

/** A super admin invites a contact or an account; the account that it addresses becomes a member with the role. */
export const invitation = defineKind({
  initialState: "open",
  lifetime: () => settings().lifetimes.invitationSeconds,
  terms,

  mayPropose({ organization, recipient }, initiator, { affiliates }) {
    if (!can(initiator.role, "members.invite")) return "forbidden"
    const blockedBy = whyNotInvite(organization, initiator, affiliates)
    if (blockedBy) return blockedBy
    if (affiliates && recipient?.affiliated) return "already_affiliated"
    if (!affiliates && recipient?.role) return "already_member"
    if (recipient && recipient.seller !== organization.seller) return "other_seller"
    if (recipient && !contactAddress(recipient)) return "unreachable"
    if (organization.usedQuota >= organization.quota && !recipient?.role) return "quota_reached"
  },

  mayAnswer({ subject, recipient }, participant) {
    if (recipient?.accountId === participant.accountId) return undefined
    if (isAccountNumber(subject)) return "wrong_account"
    const own = contactOf(subject).channel === "email" ? participant.email : participant.phone
    return own ? "wrong_account" : "contact_not_verified"
  },

  async onAccept(tx, answered) {
    const { organizationId, sentAt } = answered.handshake
    const { accountId } = answered.participant
    const { role, affiliates = false, tags = [] } = terms.parse(answered.handshake.terms)
    if (affiliates) await mustBeUnaffiliated(tx, accountId)
    const [joined] = await pipelined(
      () => join(tx, answered, { role, affiliates }),
      () => refundLimits(tx, [["invitesPerOrganization", organizationId]], sentAt),
    )
    if (affiliates) {
      await shareVerifiedEntity(tx, organizationId, accountId)
      await attachTags(tx, { organizationId, accountId }, tags)
    }
    return joined.length === 1
  },

  letter: {
    page: "/invite",
    limits: "invitation",
    write: ({ organization, initiator, subject, recipient }, { role, note, affiliates }) => ({
      template: "invitation",
      to: contactOf(isAccountNumber(subject) ? contactAddress(recipient) : subject),
      locale: recipient?.locale ?? initiator.locale,
      words: {
        organization: organization.name,
        inviter: initiator.name,
        role,
        note,
        ...(affiliates && { affiliates: "yes" }),
        ...(isAccountNumber(subject) && { number: subject }),
      },
    }),
  },
})

/** A member who was invited as an account keeps the role, and belongs to the enterprise from now on. */
function join(
  tx: Queries,
  { handshake: { id, organizationId, initiatorId, subject }, context: { now }, participant: { accountId } }: Answer,
  { role, affiliates }: { role: InvitableRole; affiliates: boolean },
) {
  return tx.execute(sql`
    insert into memberships (organization_id, account_id, role, origin, handshake_id, affiliated, joined_at)
    select o.id, a.id, ${role}, 'invitation', ${id}, ${affiliates}, ${now.toISOString()}::timestamptz
      from organizations o
      join memberships initiator on initiator.organization_id = o.id and initiator.account_id = ${initiatorId}
      join accounts a on a.id = ${accountId} and ${subject} in (a.email, a.phone, a.number)
      left join memberships own on own.organization_id = o.id and own.account_id = a.id
     where o.id = ${organizationId} and o.entity_id is not null and initiator.role = 'super_admin'
       and a.seller = o.seller and (o.member_count < o.quota or own.account_id is not null)
    on conflict (organization_id, account_id) do update set affiliated = true where excluded.affiliated
    returning 1`)
}
