import { z } from "zod"
import { childId, paging, parentId } from "@/lib/aws/input"
import { type Caller, defineOperation, type Operation, organizationOf } from "@/lib/aws/operation"
import { accountShape } from "@/lib/aws/operations/accounts"
import { mustBeRoot, mustHaveNoToken, rootIdOf } from "@/lib/aws/operations/roots"
import { after, page } from "@/lib/aws/pages"
import { listAccounts, type OwnAccount, place, placeOf } from "@/lib/aws/queries/accounts"
import type { LoggedIn } from "@/lib/core/context"
import { policyTarget } from "@/lib/tags/targets"

const under = z.object({ ...paging, ParentId: parentId })

/** The tree of an organization: its root, and all accounts under that, for there are no organizational units. */
export const parentOperations = {
  ListParents: reading(z.object({ ...paging, ChildId: childId }), async (ctx, caller, { ChildId, NextToken }) => {
    mustHaveNoToken(NextToken)
    await policyTarget(ctx.db, { organizationId: organizationOf(caller), number: ChildId, what: "child" })
    return { Parents: [{ Id: rootIdOf(caller), Type: "ROOT" }] }
  }),

  ListAccountsForParent: reading(under, async (ctx, caller, input) => {
    const { rows, more } = await accountsUnder(ctx, caller, input)
    return { Accounts: rows.map((row) => accountShape(caller, row)), ...more }
  }),

  ListChildren: reading(
    under.extend({ ChildType: z.enum(["ACCOUNT", "ORGANIZATIONAL_UNIT"]) }),
    async (ctx, caller, { ChildType, ...input }) => {
      if (ChildType === "ORGANIZATIONAL_UNIT") return { Children: noUnits(caller, input) }
      const { rows, more } = await accountsUnder(ctx, caller, input)
      return { Children: rows.map(({ number }) => ({ Id: number, Type: "ACCOUNT" })), ...more }
    },
  ),

  ListOrganizationalUnitsForParent: reading(under, async (_, caller, input) => ({
    OrganizationalUnits: noUnits(caller, input),
  })),
}

type Under = z.output<typeof under>

/** A page of the accounts under the root, in which all are. Refuses `not_found` of any other parent. */
async function accountsUnder(ctx: LoggedIn, caller: Caller, { ParentId, NextToken, MaxResults }: Under) {
  mustBeRoot(caller, ParentId, "parent")
  const request = { organizationId: organizationOf(caller), after: after(NextToken, place), limit: MaxResults + 1 }
  return page<OwnAccount>(await listAccounts(ctx, request), MaxResults, placeOf)
}

/** No units. Refuses `not_found` of any parent but the root. */
function noUnits(caller: Caller, { ParentId, NextToken }: Under): [] {
  mustBeRoot(caller, ParentId, "parent")
  mustHaveNoToken(NextToken)
  return []
}

function reading<I>(input: z.ZodType<I>, run: Operation<I>["run"]) {
  return defineOperation({ permission: "read", from: "management", changes: false, input, run })
}
