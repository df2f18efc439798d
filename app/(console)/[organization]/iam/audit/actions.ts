"use server"

import { verifyAudit } from "@/lib/sealing-verification"
import { organizationInView } from "@/lib/sessions"
import { action } from "@/lib/web/action"
import { visitor } from "@/lib/web/session"
import { auditWords } from "./words"

/** What a verification of the organization's audit has found, the broken row with the word for its action. */
export const verifyAuditAction = action("organization", async (ctx, input) => {
  const { organizationId } = organizationInView(await visitor(), input.organizationId, "audit.read")
  const { broken, ...found } = await verifyAudit(ctx, organizationId)
  const { actionOf } = await auditWords()
  return { ...found, broken: broken && { ...broken, action: broken.action && actionOf(broken.action) } }
})
