import { z } from "zod"
import { accountNumber, paging } from "@/lib/aws/input"
import { type Caller, operation, organizationOf } from "@/lib/aws/operation"
import { after, page } from "@/lib/aws/pages"
import { describeAccount, listAccounts, type OwnAccount } from "@/lib/aws/queries/accounts"
import { arn, seconds } from "@/lib/aws/shapes"
import { leaveOrganization, removeMember } from "@/lib/members/members"

const one = z.object({ AccountId: accountNumber })

/** The member accounts of an organization: those that belong to it, and its owner's (R36). */
export const accountOperations = {
  ListAccounts: operation({
    permission: "read",
    from: "management",
    changes: false,
    input: z.object(paging),
    async run(ctx, caller, { NextToken, MaxResults }) {
      const organizationId = organizationOf(caller)
      const asked = { organizationId, after: after(NextToken, accountNumber), limit: MaxResults + 1 }
      const { rows, more } = page(await listAccounts(ctx, asked), MaxResults, ({ number }) => number)
      return { Accounts: rows.map((row) => accountShape(caller, row)), ...more }
    },
  }),

  DescribeAccount: operation({
    permission: "read",
    from: "management",
    changes: false,
    input: one,
    run: async (ctx, caller, { AccountId }) => ({
      Account: accountShape(
        caller,
        await describeAccount(ctx, { organizationId: organizationOf(caller), number: AccountId }),
      ),
    }),
  }),

  RemoveAccountFromOrganization: operation({
    permission: "accounts",
    from: "management",
    changes: true,
    input: one,
    async run(ctx, caller, { AccountId }) {
      const organizationId = organizationOf(caller)
      const { accountId } = await describeAccount(ctx, { organizationId, number: AccountId })
      await removeMember(ctx, { organizationId, accountId })
      return undefined
    },
  }),

  LeaveOrganization: operation({
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

function accountShape(caller: Caller, { number, name, email, origin, joinedAt }: OwnAccount) {
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
