import { and, eq, sql } from "drizzle-orm"
import { z } from "zod"
import { a, m } from "@/db/aliases"
import type { RowOf } from "@/db/rows"
import { accounts, memberships } from "@/db/schema"
import { type Given, statements } from "@/db/statement"
import { mustMay } from "@/lib/audit/change"
import type { LoggedIn } from "@/lib/core/context"
import { roleIn } from "@/lib/core/locks"
import { fromReplica } from "@/lib/core/replicas/reading"
import { FETCHED, moment, uuid } from "@/lib/lists/paging"
import { refuse } from "@/lib/shared/refusals"
import { isOwnAccount } from "@/lib/tags/targets"

const account = {
  accountId: a.id,
  number: a.number,
  name: a.name,
  email: a.email,
  origin: m.origin,
  joinedAt: m.joinedAt,
}

/** An account of an organization, as API clients see it. */
export type OwnAccount = RowOf<typeof account>

interface PageRequest {
  organizationId: string
  /** The place with which the previous page ended. */
  after: string | null
  limit: number
}

/** Where an account stands in the order in which the accounts of an organization came. */
export const place = z.string().transform((text, issues) => {
  const [joinedAt, accountId] = text.split(" ")
  if (moment.safeParse(joinedAt).success && uuid.safeParse(accountId).success) return text
  issues.addIssue("no place")
  return z.NEVER
})

export function placeOf({ joinedAt, accountId }: OwnAccount): string {
  return `${joinedAt.toISOString()} ${accountId}`
}

type Values = Given<"organizationId" | "joinedAt" | "accountId">

// The owner may not belong to the organization, and is found beside the accounts that do.
const select = statements(({ follows }: { follows: boolean }) => (given: Values) => ({
  shape: account,
  text: (columns) => {
    const beyond = follows ? sql`(${m.joinedAt}, ${m.accountId}) > (${given.joinedAt}, ${given.accountId})` : sql`true`
    const own = sql`select * from ${memberships} ${m} where ${m.organizationId} = ${given.organizationId} and ${beyond}`
    return sql`
      with page as materialized (
        select * from ((${own} and ${m.affiliated} order by ${m.joinedAt}, ${m.accountId} limit ${FETCHED})
          union all ${own} and ${m.role} = 'super_admin' and not ${m.affiliated}) ${m}
         order by ${m.joinedAt}, ${m.accountId} limit ${FETCHED})
      select ${columns} from page ${m}
        join (select * from ${accounts} where id = any(array(select account_id from page))) ${a}
          on ${a.id} = ${m.accountId}
       order by ${m.joinedAt}, ${m.accountId}`
  },
}))

/**
 * The accounts that belong to an organization, and its owner's, in the order in which they came. Refuses `forbidden`.
 * (R36)
 */
export async function listAccounts(
  ctx: LoggedIn,
  { organizationId, after, limit }: PageRequest,
): Promise<OwnAccount[]> {
  await mustReadMembers(ctx, organizationId)
  const [joinedAt = null, accountId = null] = after?.split(" ") ?? []
  const ask = select({ follows: after !== null })
  const rows = await fromReplica(ctx, (there) => ask(there, { organizationId, joinedAt, accountId }))
  return rows.slice(0, limit)
}

/** One account of an organization. Refuses `forbidden`, and `not_found` of any other account. */
export async function describeAccount(
  ctx: LoggedIn,
  { organizationId, number }: { organizationId: string; number: string },
): Promise<OwnAccount> {
  await mustReadMembers(ctx, organizationId)
  const [row] = await ctx.db
    .select(account)
    .from(m)
    .innerJoin(a, eq(a.id, m.accountId))
    .where(and(eq(m.organizationId, organizationId), isOwnAccount(m), eq(a.number, number)))
  return row ?? refuse("not_found", { facts: { what: "account" } })
}

async function mustReadMembers({ db, actor }: LoggedIn, organizationId: string) {
  mustMay(await roleIn(db, organizationId, actor.accountId), "members.read")
}
