import { z } from "zod"
import { contactOf } from "@/lib/core/contacts"
import { certify } from "@/lib/effects/certify"
import { contactAddress } from "@/lib/handshake/context"
import { defineKind } from "@/lib/handshake/kind"
import { settings } from "@/lib/settings"
import { legalName, licenceNumber } from "@/lib/shared/forms"
import { can, entityTypes } from "@/lib/shared/roles"

const terms = z.strictObject({ name: legalName, licenceNumber, type: z.enum(entityTypes) })

/** A super admin submits the legal person behind the enterprise; an operator of the platform verifies it. */
export const certification = defineKind({
  initialState: "requested",
  lifetime: () => settings().lifetimes.certificationSeconds,
  terms,

  mayPropose({ organization }, initiator) {
    if (!can(initiator.role, "certification.request")) return "forbidden"
    if (organization.certified) return "already_certified"
  },

  mayAnswer: (_, participant) => (participant.operator ? undefined : "forbidden"),

  onAccept: (tx, { handshake }) => certify(tx, handshake, terms.parse(handshake.terms)),

  letter: {
    page: null,
    limits: "request",
    write: ({ organization, initiator }, { name }) => ({
      template: "certification-requested",
      to: "operators",
      locale: initiator.locale,
      words: { organization: organization.name, applicant: initiator.name, entity: name },
    }),
    answer: ({ context: { organization, initiator } }, { move, reason = "" }) => ({
      template: move === "accept" ? "certification-approved" : "certification-rejected",
      to: contactOf(contactAddress(initiator)),
      locale: initiator.locale,
      words: { organization: organization.name, organizationId: organization.id, reason },
    }),
  },
})
