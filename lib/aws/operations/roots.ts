import { z } from "zod"
import { accountNumber, paging, rootId } from "@/lib/aws/input"
import { type Caller, defineOperation, organizationOf } from "@/lib/aws/operation"
import { after } from "@/lib/aws/pages"
import { arn } from "@/lib/aws/shapes"
import type { LoggedIn } from "@/lib/core/context"
import { refuse } from "@/lib/shared/refusals"
import { disablePolicies, enablePolicies } from "@/lib/tags/policies"
import { arePoliciesEnabled } from "@/lib/tags/policy-records"

/** The only type of policies here. */
export const POLICY_TYPE = "TAG_POLICY"
/** The others of the protocol, of which there are no policies here. */
const OTHER_TYPES = [
  "AISERVICES_OPT_OUT_POLICY",
  "BACKUP_POLICY",
  "BEDROCK_POLICY",
  "CHATBOT_POLICY",
  "DECLARATIVE_POLICY_EC2",
  "GUARDDUTY_POLICY",
  "INSPECTOR_POLICY",
  "NETWORK_SECURITY_DIRECTOR_POLICY",
  "RESOURCE_CONTROL_POLICY",
  "S3_POLICY",
  "SECURITYHUB_CSPM_POLICY",
  "SECURITYHUB_POLICY",
  "SERVICE_CONTROL_POLICY",
  "UPGRADE_ROLLOUT_POLICY",
] as const
export const policyType = z.literal(POLICY_TYPE)
/** A type to ask for, also one of which there can be no policy. */
export const anyPolicyType = z.enum([POLICY_TYPE, ...OTHER_TYPES])
const typeOfRoot = z.object({ RootId: rootId, PolicyType: policyType })

/** The root, and whether policies are enabled there. */
export const rootOperations = {
  ListRoots: defineOperation({
    permission: "read",
    from: "management",
    changes: false,
    input: z.object(paging),
    async run(ctx, caller, { NextToken }) {
      mustHaveNoToken(NextToken)
      return { Roots: [await rootShape(ctx, caller)] }
    },
  }),

  EnablePolicyType: defineOperation({
    permission: "policies",
    from: "management",
    changes: true,
    input: typeOfRoot,
    async run(ctx, caller, { RootId }) {
      await enablePolicies(ctx, { organizationId: organizationUnder(caller, RootId) })
      return { Root: await rootShape(ctx, caller) }
    },
  }),

  DisablePolicyType: defineOperation({
    permission: "policies",
    from: "management",
    changes: true,
    input: typeOfRoot,
    async run(ctx, caller, { RootId }) {
      await disablePolicies(ctx, { organizationId: organizationUnder(caller, RootId) })
      return { Root: await rootShape(ctx, caller) }
    },
  }),
}

/** The id of the root, which is derived from the organization's. */
export function rootIdOf(caller: Caller): string {
  return organizationOf(caller).replace(/^o-/, "r-")
}

/** A target by its id in the API: the root, which has no number, or a member account. Refuses `not_found` of others. */
export function accountOrRoot(caller: Caller, id: string) {
  const organizationId = organizationOf(caller)
  if (id === rootIdOf(caller)) return { organizationId, number: null }
  const number = accountNumber.safeParse(id).data ?? refuse("not_found", { facts: { what: "target" } })
  return { organizationId, number }
}

/** Refuses every id but the root's with `not_found`, of what the caller takes it for. */
export function mustBeRoot(caller: Caller, id: string, what: "root" | "parent") {
  if (id !== rootIdOf(caller)) refuse("not_found", { facts: { what } })
}

function organizationUnder(caller: Caller, id: string): string {
  mustBeRoot(caller, id, "root")
  return organizationOf(caller)
}

/** Refuses every token, because the answer is one page. */
export function mustHaveNoToken(token: string | undefined) {
  after(token, z.never())
}

async function rootShape({ db }: LoggedIn, caller: Caller) {
  const organizationId = organizationOf(caller)
  const enabled = await arePoliciesEnabled(db, organizationId)
  return {
    Id: rootIdOf(caller),
    Arn: arn(caller.number, `root/${organizationId}/${rootIdOf(caller)}`),
    Name: "Root",
    PolicyTypes: enabled ? [{ Type: POLICY_TYPE, Status: "ENABLED" }] : [],
  }
}
