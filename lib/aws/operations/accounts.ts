import { z } from "zod"
import { accountNumber, paging } from "@/lib/aws/input"
import { type Caller, defineOperation, organizationOf } from "@/lib/aws/operation"
import { after, page } from "@/lib/aws/pages"
import { describeAccount, listAccounts, type OwnAccount, place, placeOf } from "@/lib/aws/queries/accounts"
import { arn, seconds } from "@/lib/aws/shapes"
import { leaveOrganization, removeMember } from "@/lib/members/members"

const ref = z.object({ AccountId: accountNumber })

/** The member accounts of an organization: those that belong to it, and its owner's. */
export const accountOperations = {
  ListAccounts: defineOperation({
    permission: "read",
    from: "management",
    changes: false,
    input: z.object(paging),
    async run(ctx, caller, { NextToken, MaxResults }) {
      const organizationId = organizationOf(caller)
      const request = { organizationId, after: after(NextToken, place), limit: MaxResults + 1 }
      const { rows, more } = page(await listAccounts(ctx, request), MaxResults, placeOf)
      return { Accounts: rows.map((row) => accountShape(caller, row)), ...more }
    },
  }),

  DescribeAccount: defineOperation({
    permission: "read",
    from: "management",
    changes: false,
    input: ref,
    run: async (ctx, caller, { AccountId }) => ({
      Account: accountShape(
        caller,
        await describeAccount(ctx, { organizationId: organizationOf(caller), number: AccountId }),
      ),
    }),
  }),

  RemoveAccountFromOrganization: defineOperation({
    permission: "accounts",
    from: "management",
    changes: true,
    input: ref,
    async run(ctx, caller, { AccountId }) {
      const organizationId = organizationOf(caller)
      const { accountId } = await describeAccount(ctx, { organizationId, number: AccountId })
      await removeMember(ctx, { organizationId, accountId })
      return undefined
    },
  }),

  LeaveOrganization: defineOperation({
    permission: "answer",
    from: "member",
    changes: true,
    input: z.object({}),
    async run(ctx, caller) {
      await leaveOrganization(ctx, { organizationId: organizationOf(caller) })
      return undefined
    },
  }),
}

/** A member account as API clients see it. */
export function accountShape(caller: Caller, { number, name, email, origin, joinedAt }: OwnAccount) {
  return {
    Id: number,
    Arn: arn(caller.number, `account/${organizationOf(caller)}/${number}`),
    ...(email && { Email: email }),
    Name: name,
    Status: "ACTIVE",
    State: "ACTIVE",
    JoinedMethod: origin === "created" ? "CREATED" : "INVITED",
    JoinedTimestamp: seconds(joinedAt),
  }
}
