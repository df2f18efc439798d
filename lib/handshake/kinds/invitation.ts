import { sql } from "drizzle-orm"
import { z } from "zod"
import { contactOf } from "../../contacts"
import { noteText } from "../../forms"
import { can, invitableRoles } from "../../roles"
import { settings } from "../../settings"
import { kind } from "../kind"

const terms = z.strictObject({ role: z.enum(invitableRoles), note: noteText })

/** A super admin invites a contact; the account that has proved it becomes a member with the role (R1-R35). */
export const invitation = kind({
  opensAs: "open",
  lifetime: () => settings().lifetimes.invitationSeconds,
  terms,

  mayPropose({ organization, recipient }, initiator) {
    if (!can(initiator.role, "members.invite")) return "forbidden"
    if (!organization.certified) return "not_certified"
    if (recipient?.role) return "already_member"
    if (organization.seatsTaken >= organization.quota) return "quota_reached"
  },

  mayAnswer({ subject, recipient }, party) {
    if (recipient?.accountId === party.accountId) return undefined
    const own = contactOf(subject).channel === "email" ? party.email : party.phone
    return own ? "wrong_account" : "contact_not_proved"
  },

  async fulfil(tx, { handshake, scene, party }) {
    const { id, organizationId, initiatorId, subject } = handshake
    const { role } = terms.parse(handshake.terms)
    const joined = await tx.execute(sql`
      insert into memberships (organization_id, account_id, role, origin, handshake_id, joined_at)
      select o.id, a.id, ${role}, 'handshake', ${id}, ${scene.now.toISOString()}::timestamptz
        from organizations o
        join memberships initiator on initiator.organization_id = o.id and initiator.account_id = ${initiatorId}
        join accounts a on a.id = ${party.accountId} and ${subject} in (a.email, a.phone)
       where o.id = ${organizationId} and o.entity_id is not null and o.member_count < o.quota
         and initiator.role = 'super_admin'
      returning 1`)
    return joined.length === 1
  },

  letter: {
    page: "/invite",
    write: ({ organization, initiator, subject, recipient }, { role, note }) => ({
      template: "invitation",
      to: contactOf(subject),
      locale: recipient?.locale ?? initiator.locale,
      words: { organization: organization.name, inviter: initiator.name, role, note },
    }),
  },
})
