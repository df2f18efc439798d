import { and, eq, isNull, type SQL, sql } from "drizzle-orm"
import { a, m, o } from "@/db/aliases"
import type { Queries } from "@/db/client"
import { queryRows } from "@/db/rows"
import { accounts, memberships, organizations } from "@/db/schema"
import type { Membership, Visitor } from "@/lib/accounts/sessions"
import type { Barred, Context } from "@/lib/core/context"
import { demandsFactor } from "@/lib/core/factor-demands"
import { settings } from "@/lib/settings"

/** What asks somebody for a second factor who has logged in without one. */
export interface FactorDemands {
  organizations: Membership[]
  /** Whether it is asked of them for running the platform. */
  operating: boolean
  /** Until when they may go on without; null where that has not been noted yet. */
  dueAt: Date | null
  isOverdue: boolean
}

/** What demands a second factor of a login that has none; null where nothing does. */
export function factorDemandsOn(found: Visitor): FactorDemands | null {
  if (found.kind !== "logged-in" || found.withFactor) return null
  const demanding = found.memberships.filter((one) => one.demandsFactor)
  const operating = found.account.operator && settings().factors.operators
  if (demanding.length === 0 && !operating) return null
  return { organizations: demanding, operating, dueAt: found.factorDueAt, isOverdue: found.isFactorOverdue }
}

/** Where a login has no right any more, because the time for a factor is over. */
export function barredFrom(found: Visitor): Barred | undefined {
  const demands = factorDemandsOn(found)
  if (!demands?.isOverdue) return undefined
  return { organizations: demands.organizations.map((one) => one.organizationId), operating: demands.operating }
}

/** Begins the time in which an account has to set up a factor, where it has not begun. */
export async function startFactorTime({ db, clock }: Pick<Context, "db" | "clock">, accountId: string) {
  const dueAt = sql`${clock} + ${settings().factors.graceDays}::int * interval '24 hours'`
  await db
    .update(accounts)
    .set({ factorDueAt: dueAt })
    .where(and(eq(accounts.id, accountId), isNull(accounts.factorDueAt)))
}

/** Ends that time where nothing demands a factor any more: a later demand gives all of it anew. */
export async function endFactorTime({ db }: Pick<Context, "db">, accountId: string) {
  await db.update(accounts).set({ factorDueAt: null }).where(eq(accounts.id, accountId))
}

/** What demands a second factor of an account: the name of an organization, or nothing where none does. */
export async function demandedOf(db: Queries, accountId: string): Promise<{ organization: string | null } | null> {
  const operating: SQL<boolean> = settings().factors.operators ? sql`${a.operator}` : sql`false`
  const [row] = await queryRows(
    db,
    { organization: sql<string | null>`min(${o.name})`, operating: sql<boolean>`bool_or(${operating})` },
    (columns) => sql`
      select ${columns} from ${accounts} ${a} left join (${memberships} ${m} join ${organizations} ${o}
          on ${o.id} = ${m.organizationId} and ${demandsFactor(m.role, o)}) on ${m.accountId} = ${a.id}
       where ${a.id} = ${accountId}`,
  )
  if (!row?.organization && !row?.operating) return null
  return { organization: row.organization }
}
