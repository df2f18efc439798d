"use server"

import { auditWords } from "@/app/(console)/[organization]/iam/audit/words"
import { verifyAudit } from "@/lib/audit/seals/verify"
import { viewAction } from "@/lib/web/action"

/** What a verification of the organization's audit has found, the broken row with the word for its action. */
export const verifyAuditAction = viewAction("organization", "audit.read", async (ctx, organizationId) => {
  const { broken, ...found } = await verifyAudit(ctx, organizationId)
  const { actionOf } = await auditWords()
  return { ...found, broken: broken && { ...broken, action: broken.action && actionOf(broken.action) } }
})
