import { sql } from "drizzle-orm"
import { z } from "zod"
import { a } from "@/db/aliases"
import { contactOf } from "@/lib/core/contacts"
import { pipelined } from "@/lib/core/transaction"
import { isActivated } from "@/lib/effects/activation"
import { contactAddress } from "@/lib/handshake/context"
import { defineKind } from "@/lib/handshake/kind"
import { settings } from "@/lib/settings"
import { can } from "@/lib/shared/roles"

const terms = z.strictObject({ email: z.string(), phone: z.string() })

/** A super admin binds e-mail and number to a created account; who holds the link has the mailbox. */
export const securityBinding = defineKind({
  initialState: "open",
  lifetime: () => settings().lifetimes.activationSeconds,
  terms,

  mayPropose({ recipient }, initiator) {
    if (!can(initiator.role, "accounts.manage")) return "forbidden"
    if (!recipient?.role) return "not_a_member"
    if (contactAddress(recipient)) return "already_activated"
  },

  mayAnswer: ({ recipient }, participant) =>
    recipient?.accountId === participant.accountId ? undefined : "wrong_account",

  async onAccept(tx, { handshake: { organizationId, initiatorId, recipientId, terms: bound } }) {
    const { email, phone } = terms.parse(bound)
    const [activated] = await pipelined(
      () =>
        tx.execute(sql`
          update accounts a set email = ${email}, bound_phone = ${phone} from memberships initiator
           where a.id = ${recipientId} and not ${isActivated(a)} and initiator.organization_id = ${organizationId}
             and initiator.account_id = ${initiatorId} and initiator.role = 'super_admin' returning 1`),
      () =>
        tx.execute(sql`
          delete from bindings where organization_id = ${organizationId} and contact in (${email}, ${phone})
             and account_id = ${recipientId}`),
    )
    return activated.length === 1
  },

  letter: {
    page: "/activate",
    limits: "link",
    write: ({ organization, initiator, recipient }, { email }) => ({
      template: "security-binding",
      to: contactOf(email),
      locale: recipient?.locale ?? initiator.locale,
      words: { organization: organization.name, name: recipient?.name ?? "" },
    }),
  },
})
