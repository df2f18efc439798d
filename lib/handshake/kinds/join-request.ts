import { z } from "zod"
import { contactOf } from "@/lib/core/contacts"
import { affiliate } from "@/lib/effects/affiliate"
import { addressOf } from "@/lib/handshake/context"
import { kind } from "@/lib/handshake/kind"
import { settings } from "@/lib/settings"
import { noteText } from "@/lib/shared/forms"
import { can } from "@/lib/shared/roles"

/** The generation tells a reviewer whether the code has been replaced since. */
const terms = z.strictObject({ description: noteText, generation: z.int() })

/** An account with the enterprise's code asks to belong to it; the administrator whom it chose answers (R89-R98). */
export const joinRequest = kind({
  opensAs: "requested",
  lifetime: () => settings().lifetimes.joinRequestSeconds,
  terms,

  mayPropose({ organization, subject }, initiator) {
    if (subject !== initiator.accountId) return "forbidden"
    if (!organization.certified) return "not_certified"
    if (organization.featuresUnderway) return "features_underway"
    if (initiator.seller !== organization.seller) return "other_seller"
    if (organization.seatsTaken >= organization.quota && !initiator.role) return "quota_reached"
  },

  mayAnswer({ recipient, initiator }, party) {
    if (party.accountId === initiator.accountId) return "forbidden"
    const chosen = recipient && can(recipient.role, "requests.review") ? recipient : null
    const entitled = chosen ? chosen.accountId === party.accountId : party.role === "super_admin"
    return entitled ? undefined : "forbidden"
  },

  fulfil: (tx, { handshake, scene }) => affiliate(tx, handshake, scene.now),

  letter: {
    page: null,
    counts: "request",
    write: ({ organization, initiator, recipient }) => ({
      template: "join-requested",
      to: contactOf(addressOf(recipient)),
      locale: recipient?.locale ?? initiator.locale,
      words: { organization: organization.name, organizationId: organization.id, applicant: initiator.name },
    }),
    answer: ({ scene: { organization, initiator } }, { move, reason = "" }) => ({
      template: move === "accept" ? "join-approved" : "join-rejected",
      to: contactOf(addressOf(initiator)),
      locale: initiator.locale,
      words: { organization: organization.name, organizationId: organization.id, reason },
    }),
  },
})
