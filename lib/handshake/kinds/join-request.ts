import { z } from "zod"
import { contactOf } from "@/lib/core/contacts"
import { affiliate } from "@/lib/effects/affiliate"
import { contactAddress } from "@/lib/handshake/context"
import { defineKind } from "@/lib/handshake/kind"
import { settings } from "@/lib/settings"
import { noteText } from "@/lib/shared/forms"
import { can } from "@/lib/shared/roles"

/** The generation tells a reviewer whether the code has been replaced since. */
const terms = z.strictObject({ description: noteText, generation: z.int() })

/** An account with the enterprise's code asks to belong to it; the administrator that it chose answers. */
export const joinRequest = defineKind({
  initialState: "requested",
  lifetime: () => settings().lifetimes.joinRequestSeconds,
  terms,

  mayPropose({ organization, subject }, initiator) {
    if (subject !== initiator.accountId) return "forbidden"
    if (!organization.certified) return "not_certified"
    if (organization.featuresUnderway) return "features_underway"
    if (initiator.seller !== organization.seller) return "other_seller"
    if (organization.usedQuota >= organization.quota && !initiator.role) return "quota_reached"
  },

  mayAnswer({ recipient, initiator }, participant) {
    if (participant.accountId === initiator.accountId) return "forbidden"
    const chosen = recipient && can(recipient.role, "requests.review") ? recipient : null
    const entitled = chosen ? chosen.accountId === participant.accountId : participant.role === "super_admin"
    return entitled ? undefined : "forbidden"
  },

  onAccept: (tx, { handshake, context }) => affiliate(tx, handshake, context.now),

  letter: {
    page: null,
    limits: "request",
    write: ({ organization, initiator, recipient }) => ({
      template: "join-requested",
      to: contactOf(contactAddress(recipient)),
      locale: recipient?.locale ?? initiator.locale,
      words: { organization: organization.name, organizationId: organization.id, applicant: initiator.name },
    }),
    answer: ({ context: { organization, initiator } }, { move, reason = "" }) => ({
      template: move === "accept" ? "join-approved" : "join-rejected",
      to: contactOf(contactAddress(initiator)),
      locale: initiator.locale,
      words: { organization: organization.name, organizationId: organization.id, reason },
    }),
  },
})
