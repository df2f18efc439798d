import { sql } from "drizzle-orm"
import { z } from "zod"
import { queryRows } from "@/db/rows"
import { contactOf } from "@/lib/core/contacts"
import { pipelined } from "@/lib/core/transaction"
import { approvalMissing } from "@/lib/effects/approve-features"
import { contactAddress } from "@/lib/handshake/context"
import { defineKind } from "@/lib/handshake/kind"
import { settings } from "@/lib/settings"
import { refuse } from "@/lib/shared/refusals"
import { can } from "@/lib/shared/roles"

/**
 * A super admin asks for all features; once every member that was asked has approved it opens, and the super admin
 * confirms it.
 */
export const allFeatures = defineKind({
  initialState: "requested",
  lifetime: () => settings().lifetimes.featuresSeconds,
  terms: z.strictObject({}),

  mayPropose({ organization }, initiator) {
    if (!can(initiator.role, "organization.manage")) return "forbidden"
    if (organization.allFeatures) return "features_present"
  },

  mayAnswer: (_, participant) => (can(participant.role, "organization.manage") ? undefined : "forbidden"),

  async onAccept(tx, { handshake: { id, organizationId, initiatorId } }) {
    const missing = approvalMissing(sql`${id}::uuid`)
    const [[found], enabled] = await pipelined(
      () => queryRows(tx, { missing: sql<boolean>`${missing}` }, (columns) => sql`select ${columns}`),
      () =>
        tx.execute(sql`
          update organizations o set all_features = true from memberships initiator
           where o.id = ${organizationId} and not o.all_features and not ${missing}
             and initiator.organization_id = o.id and initiator.account_id = ${initiatorId}
             and initiator.role = 'super_admin' returning 1`),
    )
    if (found?.missing) refuse("approvals_missing")
    return enabled.length === 1
  },

  letter: {
    page: null,
    limits: "nothing",
    write: ({ organization, initiator }) => ({
      template: "features-requested",
      to: contactOf(contactAddress(initiator)),
      locale: initiator.locale,
      words: { organization: organization.name, organizationId: organization.id },
    }),
  },
})
