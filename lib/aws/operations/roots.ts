import { z } from "zod"
import { accountNumber, paging, rootId } from "@/lib/aws/input"
import { type Caller, defineOperation, organizationOf } from "@/lib/aws/operation"
import { after } from "@/lib/aws/pages"
import { arn } from "@/lib/aws/shapes"
import type { LoggedIn } from "@/lib/core/context"
import { refuse } from "@/lib/shared/refusals"
import { disablePolicies, enablePolicies } from "@/lib/tags/policies"
import { arePoliciesEnabled } from "@/lib/tags/policy-records"
import { policyTarget } from "@/lib/tags/targets"

/** The only type of policies here. */
export const POLICY_TYPE = "TAG_POLICY"
export const policyType = z.literal(POLICY_TYPE)
const typeOfRoot = z.object({ RootId: rootId, PolicyType: policyType })

/** The root, the parent of all member accounts, and whether policies are enabled there. */
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

  ListParents: defineOperation({
    permission: "read",
    from: "management",
    changes: false,
    input: z.object({ ...paging, ChildId: z.string() }),
    async run(ctx, caller, { ChildId, NextToken }) {
      mustHaveNoToken(NextToken)
      await policyTarget(ctx.db, { organizationId: organizationOf(caller), number: ChildId, what: "child" })
      return { Parents: [{ Id: rootIdOf(caller), Type: "ROOT" }] }
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

function organizationUnder(caller: Caller, id: string): string {
  return id === rootIdOf(caller) ? organizationOf(caller) : refuse("not_found", { facts: { what: "root" } })
}

/** Refuses every token, because the answer is one page. */
function mustHaveNoToken(token: string | undefined) {
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
