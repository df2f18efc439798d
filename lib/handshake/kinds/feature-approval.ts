import { z } from "zod"
import { contactOf } from "@/lib/core/contacts"
import { pipelined } from "@/lib/core/transaction"
import { openWhenApproved, stillRequested } from "@/lib/effects/approve-features"
import { contactAddress } from "@/lib/handshake/context"
import { defineKind } from "@/lib/handshake/kind"
import { settings } from "@/lib/settings"
import { refuse } from "@/lib/shared/refusals"
import { can } from "@/lib/shared/roles"

/** Which request for all features is approved. */
const terms = z.strictObject({ parentId: z.uuid() })

/** A member account is asked to approve all features; the last approval opens the request. */
export const featureApproval = defineKind({
  initialState: "open",
  lifetime: () => settings().lifetimes.featuresSeconds,
  terms,

  mayPropose({ organization, recipient }, initiator) {
    if (!can(initiator.role, "organization.manage")) return "forbidden"
    if (!organization.featuresUnderway) return "revoked"
    if (!recipient?.affiliated) return "not_a_member"
  },

  mayAnswer: ({ recipient }, participant) => (recipient?.accountId === participant.accountId ? undefined : "forbidden"),

  async onAccept(tx, { handshake, context }, ctx) {
    const { parentId } = terms.parse(handshake.terms)
    const [requested] = await pipelined(
      () => stillRequested(tx, ctx, parentId),
      () => openWhenApproved(tx, ctx, context.organization.id),
    )
    if (!requested) refuse("revoked")
    return true
  },

  letter: {
    page: null,
    limits: "nothing",
    write: ({ organization, initiator, recipient }) => ({
      template: "feature-approval",
      to: contactOf(contactAddress(recipient)),
      locale: recipient?.locale ?? initiator.locale,
      words: { organization: organization.name, organizationId: organization.id, owner: initiator.name },
    }),
    answer: ({ context: { organization, initiator }, participant }, { move }) =>
      move === "decline"
        ? {
            template: "features-declined",
            to: contactOf(contactAddress(initiator)),
            locale: initiator.locale,
            words: { organization: organization.name, organizationId: organization.id, name: participant.name },
          }
        : undefined,
  },
})
