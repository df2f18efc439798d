import { type SQL, sql } from "drizzle-orm"
import { z } from "zod"
import type { Context } from "../../context"
import { refuse } from "../../errors"
import { leaveOrganization, removeMember } from "../../members"
import { isOwnAccount } from "../../targets"
import { accountNumber, paging } from "../input"
import { operation, organizationOf } from "../operation"
import { after, page } from "../pages"
import { arn, seconds } from "../shapes"

const one = z.object({ AccountId: accountNumber })

interface Row extends Record<string, unknown> {
  accountId: string
  number: string
  name: string
  email: string | null
  origin: string
  joinedAt: string
  management: string
}

/** The member accounts of an organization: those that belong to it, and its owner's (R36). */
export const accountOperations = {
  ListAccounts: operation({
    permission: "read",
    from: "management",
    changes: false,
    input: z.object(paging),
    async run(ctx, caller, { NextToken, MaxResults }) {
      const last = after(NextToken, accountNumber)
      const rows = await accounts(
        ctx,
        organizationOf(caller),
        last ? sql`a.number > ${last}` : sql`true`,
        MaxResults + 1,
      )
      const { rows: shown, more } = page(rows, MaxResults, ({ number }) => number)
      return { Accounts: shown.map((row) => accountShape(row, organizationOf(caller))), ...more }
    },
  }),

  DescribeAccount: operation({
    permission: "read",
    from: "management",
    changes: false,
    input: one,
    run: async (ctx, caller, { AccountId }) => ({
      Account: accountShape(await mustBeAccount(ctx, organizationOf(caller), AccountId), organizationOf(caller)),
    }),
  }),

  RemoveAccountFromOrganization: operation({
    permission: "accounts",
    from: "management",
    changes: true,
    input: one,
    async run(ctx, caller, { AccountId }) {
      const organizationId = organizationOf(caller)
      const { accountId } = await mustBeAccount(ctx, organizationId, AccountId)
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

async function mustBeAccount(ctx: Context, organizationId: string, number: string): Promise<Row> {
  const [row] = await accounts(ctx, organizationId, sql`a.number = ${number}`, 1)
  return row ?? refuse("not_found", { facts: { what: "account" } })
}

async function accounts({ db }: Context, organizationId: string, where: SQL, limit: number): Promise<Row[]> {
  const rows = await db.execute<Row>(sql`
    select a.id as "accountId", a.number, a.name, a.email, m.origin, m.joined_at::text as "joinedAt",
           (select owner.number from memberships s join accounts owner on owner.id = s.account_id
             where s.organization_id = m.organization_id and s.role = 'super_admin') as management
      from memberships m join accounts a on a.id = m.account_id
     where m.organization_id = ${organizationId} and ${isOwnAccount} and ${where}
     order by a.number limit ${limit}::int`)
  return [...rows]
}

function accountShape({ number, name, email, origin, joinedAt, management }: Row, organizationId: string) {
  return {
    Id: number,
    Arn: arn(management, `account/${organizationId}/${number}`),
    ...(email && { Email: email }),
    Name: name,
    Status: "ACTIVE",
    State: "ACTIVE",
    JoinedMethod: origin === "created" ? "CREATED" : "INVITED",
    JoinedTimestamp: seconds(new Date(joinedAt)),
  }
}
