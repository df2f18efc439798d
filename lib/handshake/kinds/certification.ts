import { z } from "zod"
import { contactOf } from "@/lib/core/contacts"
import { certify } from "@/lib/effects/certify"
import { addressOf } from "@/lib/handshake/context"
import { kind } from "@/lib/handshake/kind"
import { settings } from "@/lib/settings"
import { legalName, licenceNumber } from "@/lib/shared/forms"
import { can, entityTypes } from "@/lib/shared/roles"

const terms = z.strictObject({ name: legalName, licenceNumber, type: z.enum(entityTypes) })

/** A super admin submits the legal person behind the enterprise; an operator of the platform verifies it (R2). */
export const certification = kind({
  opensAs: "requested",
  lifetime: () => settings().lifetimes.certificationSeconds,
  terms,

  mayPropose({ organization }, initiator) {
    if (!can(initiator.role, "certification.request")) return "forbidden"
    if (organization.certified) return "already_certified"
  },

  mayAnswer: (_, party) => (party.operator ? undefined : "forbidden"),

  fulfil: (tx, { handshake }) => certify(tx, handshake, terms.parse(handshake.terms)),

  letter: {
    page: null,
    counts: "request",
    write: ({ organization, initiator }, { name }) => ({
      template: "certification-requested",
      to: "operators",
      locale: initiator.locale,
      words: { organization: organization.name, applicant: initiator.name, entity: name },
    }),
    answer: ({ scene: { organization, initiator } }, { move, reason = "" }) => ({
      template: move === "accept" ? "certification-approved" : "certification-rejected",
      to: contactOf(addressOf(initiator)),
      locale: initiator.locale,
      words: { organization: organization.name, organizationId: organization.id, reason },
    }),
  },
})
