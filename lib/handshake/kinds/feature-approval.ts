import { z } from "zod"
import { contactOf } from "@/lib/core/contacts"
import { flight } from "@/lib/core/transaction"
import { openWhenApproved, stillRequested } from "@/lib/effects/approve-features"
import { addressOf } from "@/lib/handshake/context"
import { kind } from "@/lib/handshake/kind"
import { settings } from "@/lib/settings"
import { refuse } from "@/lib/shared/refusals"
import { can } from "@/lib/shared/roles"

/** Which request for all features is approved. */
const terms = z.strictObject({ parentId: z.uuid() })

/** A member account is asked to approve all features; the last approval opens the request (R56, R57). */
export const featureApproval = kind({
  opensAs: "open",
  lifetime: () => settings().lifetimes.featuresSeconds,
  terms,

  mayPropose({ organization, recipient }, initiator) {
    if (!can(initiator.role, "organization.manage")) return "forbidden"
    if (!organization.featuresUnderway) return "revoked"
    if (!recipient?.affiliated) return "not_a_member"
  },

  mayAnswer: ({ recipient }, party) => (recipient?.accountId === party.accountId ? undefined : "forbidden"),

  async fulfil(tx, { handshake, scene }, ctx) {
    const { parentId } = terms.parse(handshake.terms)
    const [requested] = await flight(
      () => stillRequested(tx, ctx, parentId),
      () => openWhenApproved(tx, ctx, scene.organization.id),
    )
    if (!requested) refuse("revoked")
    return true
  },

  letter: {
    page: null,
    counts: "nothing",
    write: ({ organization, initiator, recipient }) => ({
      template: "feature-approval",
      to: contactOf(addressOf(recipient)),
      locale: recipient?.locale ?? initiator.locale,
      words: { organization: organization.name, organizationId: organization.id, owner: initiator.name },
    }),
    answer: ({ scene: { organization, initiator }, party }, { move }) =>
      move === "decline"
        ? {
            template: "features-declined",
            to: contactOf(addressOf(initiator)),
            locale: initiator.locale,
            words: { organization: organization.name, organizationId: organization.id, name: party.name },
          }
        : undefined,
  },
})
