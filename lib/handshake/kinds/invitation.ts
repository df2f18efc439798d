import { type SQL, sql } from "drizzle-orm"
import { z } from "zod"
import { a, m, o } from "@/db/aliases"
import { accounts, memberships, organizations } from "@/db/schema"
import { type Given, statements } from "@/db/statement"
import { contactOf, isAccountNumber } from "@/lib/core/contacts"
import { refundLimits } from "@/lib/core/limits"
import { pipelined } from "@/lib/core/transaction"
import { mustBeUnaffiliated, shareVerifiedEntity } from "@/lib/effects/affiliate"
import { whyNotInvite } from "@/lib/effects/may-invite"
import { contactAddress } from "@/lib/handshake/context"
import { defineKind } from "@/lib/handshake/kind"
import { settings } from "@/lib/settings"
import { longNote } from "@/lib/shared/forms"
import { can, invitableRoles } from "@/lib/shared/roles"
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

  async onAccept(tx, { handshake, context: { now }, participant: { accountId } }, ctx) {
    const { id, organizationId, initiatorId, subject, sentAt } = handshake
    const { role, affiliates = false, tags = [] } = terms.parse(handshake.terms)
    if (affiliates) await mustBeUnaffiliated(tx, accountId)
    const [joined] = await pipelined(
      () =>
        join({ affiliates })(
          { ...ctx, db: tx },
          { id, organizationId, initiatorId, accountId, subject, role, now: now.toISOString() },
        ),
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

/**
 * A person takes the place that the invitation has reserved. An account that is a member already keeps its role,
 * belongs to the enterprise from now on, and needs no second place.
 */
const join = statements(
  ({ affiliates }: { affiliates: boolean }) =>
    (given: Given<"id" | "organizationId" | "initiatorId" | "accountId" | "subject" | "role" | "now">) => ({
      shape: { accountId: m.accountId },
      text: (columns) => sql`
        with joined as (
          insert into ${memberships} (organization_id, account_id, role, origin, handshake_id, affiliated, joined_at)
          select ${o.id}, ${a.id}, ${given.role}, 'invitation', ${given.id}::uuid, ${affiliates}::boolean,
              ${given.now}::timestamptz
            from ${organizations} ${o}
            join ${memberships} ${m} on ${m.organizationId} = ${o.id} and ${m.accountId} = ${given.initiatorId}
            join ${accounts} ${a} on ${a.id} = ${given.accountId}
           where ${o.id} = ${given.organizationId} and ${o.entityId} is not null and ${m.role} = 'super_admin'
             and ${a.seller} = ${o.seller} and (${hasPlace(affiliates)})
             and ${given.subject} in (${a.email}, ${a.phone}, ${a.number})
          ${affiliates ? sql`on conflict (organization_id, account_id) do update set affiliated = true` : sql``}
          returning account_id, xmax = 0 as added)
        ${affiliates ? sql`, ${secondPlace(given)}` : sql``}
        select ${columns} from joined ${m}`,
    }),
)

/** A place was reserved, and counts unless the quota was lowered since: then the first answers get what is left. */
function hasPlace(affiliates: boolean): SQL {
  const members = sql`from ${memberships} member where member.organization_id = ${o.id}`
  const present = affiliates ? sql`or exists (select ${members} and member.account_id = ${a.id})` : sql``
  return sql`${o.seatsTaken} <= ${o.quota} or (select count(*) ${members}) < ${o.quota} ${present}`
}

function secondPlace({ organizationId }: Given<"organizationId">): SQL {
  return sql`freed as (update ${organizations} ${o} set seats_taken = ${o.seatsTaken} - 1
    where ${o.id} = ${organizationId} and exists (select from joined where not added))`
}
