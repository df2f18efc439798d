import { sql } from "drizzle-orm"
import { z } from "zod"
import { mustHaveGivenFactor } from "@/lib/accounts/second-step/owed"
import { closeSessions } from "@/lib/accounts/sessions"
import { contactOf } from "@/lib/core/contacts"
import { pipelined } from "@/lib/core/transaction"
import { contactAddress } from "@/lib/handshake/context"
import { defineKind } from "@/lib/handshake/kind"
import { settings } from "@/lib/settings"
import { can } from "@/lib/shared/roles"

/** Where the letter goes when the new owner has no e-mail address. */
const terms = z.strictObject({ email: z.string().nullable() })

/** The owner offers the ownership to a member, who becomes super admin; the owner stays as a plain member. */
export const ownershipTransfer = defineKind({
  initialState: "open",
  lifetime: () => settings().lifetimes.transferSeconds,
  terms,

  mayPropose({ recipient }, initiator) {
    if (!can(initiator.role, "owner.change")) return "forbidden"
    if (!recipient?.role) return "not_a_member"
    if (recipient.accountId === initiator.accountId) return "already_owner"
    // Nobody could confirm with it.
    if (!contactAddress(recipient)) return "not_activated"
  },

  mayAnswer: ({ recipient }, participant) =>
    recipient?.accountId === participant.accountId ? undefined : "wrong_account",

  gives: () => "super_admin",

  async onAccept(tx, { handshake: { organizationId, initiatorId, recipientId } }, ctx) {
    await mustHaveGivenFactor({ ...ctx, db: tx }, "ownership-transfer.accept")
    const [lowered, raised] = await pipelined(
      () =>
        tx.execute(sql`
          update memberships set role = 'member' where organization_id = ${organizationId}
             and account_id = ${initiatorId} and role = 'super_admin' returning 1`),
      () =>
        tx.execute(sql`
          update memberships set role = 'super_admin' where organization_id = ${organizationId}
             and account_id = ${recipientId} and not exists (select 1 from memberships owner
               where owner.organization_id = ${organizationId} and owner.role = 'super_admin') returning 1`),
      () => closeSessions({ ...ctx, db: tx }, initiatorId),
    )
    return lowered.length === 1 && raised.length === 1
  },

  letter: {
    page: "/confirm",
    limits: "link",
    write: ({ organization, initiator, recipient }, { email }) => ({
      template: "ownership-transfer",
      to: contactOf(recipient?.email ?? email ?? ""),
      locale: recipient?.locale ?? initiator.locale,
      words: { organization: organization.name, owner: initiator.name, name: recipient?.name ?? "" },
    }),
    answer: ({ context: { organization, initiator }, participant }, { move }) => ({
      template: move === "accept" ? "ownership-transferred" : "ownership-declined",
      to: contactOf(contactAddress(initiator)),
      locale: initiator.locale,
      words: { organization: organization.name, organizationId: organization.id, name: participant.name },
    }),
  },
})
