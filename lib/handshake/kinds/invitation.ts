import { sql } from "drizzle-orm"
import { z } from "zod"
import { m, o } from "@/db/aliases"
import { handshakes, organizations } from "@/db/schema"
import { type Given, statement } from "@/db/statement"
import { contactOf, isAccountNumber } from "@/lib/core/contacts"
import { admit } from "@/lib/effects/admit"
import { mustBeUnaffiliated, shareVerifiedEntity } from "@/lib/effects/affiliate"
import { whyNotInvite } from "@/lib/effects/may-invite"
import { contactAddress } from "@/lib/handshake/context"
import { defineKind } from "@/lib/handshake/kind"
import { invitationRefunds } from "@/lib/handshake/rate-limits"
import { settings } from "@/lib/settings"
import { longNote } from "@/lib/shared/forms"
import { can, invitableRoles, locales } from "@/lib/shared/roles"
import { attachTags } from "@/lib/tags/tags"

/**
 * With `affiliates` it invites an account, which will belong to the enterprise; else a person. Its letter is written in
 * the chosen language, else in that of the invited where it is known, else in that of who invites.
 */
const terms = z.strictObject({
  role: z.enum(invitableRoles),
  note: longNote,
  locale: z.enum(locales).optional(),
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

  gives: (agreed) => terms.parse(agreed).role,
  admits: ({ terms: agreed }) => !terms.parse(agreed).affiliates,
  refunds: invitationRefunds,

  async onAccept(tx, { handshake, participant: { accountId } }, ctx) {
    const { id, organizationId } = handshake
    const { tags = [] } = terms.parse(handshake.terms)
    await mustBeUnaffiliated(tx, accountId)
    const joined = await affiliate(ctx, { id, organizationId })
    await shareVerifiedEntity(tx, organizationId, accountId)
    await attachTags(tx, { organizationId, accountId }, tags)
    return joined.length === 1
  },

  letter: {
    page: "/invite",
    limits: "invitation",
    write: ({ organization, initiator, subject, recipient }, { role, note, affiliates, locale }) => ({
      template: "invitation",
      to: contactOf(isAccountNumber(subject) ? contactAddress(recipient) : subject),
      locale: locale ?? recipient?.locale ?? initiator.locale,
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

const affiliate = statement((given: Given<"id" | "organizationId">) => ({
  shape: { accountId: m.accountId },
  text: (columns) => sql`
    with joined as (${admit(sql`(select * from ${handshakes} where id = ${given.id})`, true)}),
    freed as (
      update ${organizations} ${o} set seats_taken = ${o.seatsTaken} - 1
       where ${o.id} = ${given.organizationId} and exists (select from joined where not added))
    select ${columns} from joined ${m}`,
}))
