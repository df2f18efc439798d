import { sql } from "drizzle-orm"
import { limits } from "@/db/schema"
import { type Given, givenRows, statement } from "@/db/statement"
import type { Context } from "@/lib/core/context"
import { type RateLimitHit, ruleOf, rulesOf, wait } from "@/lib/core/limits"
import { countedNoMore } from "@/lib/handshake/rate-limits"
import type { LimitName } from "@/lib/settings"
import { refuse } from "@/lib/shared/refusals"

/** What is left of rate limits, for many attempts that are looked at one after the other and counted together. */
interface Budget {
  /** Takes an attempt under each rule; refuses `rate_reached`, and takes none, where one has nothing left. */
  spend(counted: RateLimitHit[]): void
  /** How many attempts a rule allowed before any of these was taken; nothing where none of them falls under it. */
  left(rule: LimitName): number | undefined
}

/** Gives the budget of attempts that are looked at together. */
export type BudgetOf = (ctx: Asked, counted: RateLimitHit[]) => Promise<Budget>

type Asked = Pick<Context, "db" | "clock">

/** Reads nothing and allows all, for the statement that writes counts them too, and refuses what is beyond a limit. */
export const unread: BudgetOf = async () => ({ spend: () => {}, left: () => undefined })

/** Reads what is left under the rules of attempts, in one statement; counts nothing. */
export const readBudget: BudgetOf = async (ctx, counted) => {
  const rules = rulesOf(counted)
  const rows = await used(ctx, { rules: JSON.stringify([...rules.values()]) })
  const waits = new Map(rows.map(({ key, wait }) => [key, wait]))
  const left = new Map([...rules.values()].map(({ key, allowed }) => [key, allowed]))
  for (const { key, count } of rows) left.set(key, (left.get(key) ?? 0) - count)
  const before = [...left]
  return {
    spend(hits) {
      const taken = [...rulesOf(hits).values()]
      const spent = taken.find(({ key, times }) => (left.get(key) ?? 0) < times)
      if (spent) {
        const retryAfter = Math.max(waits.get(spent.key) ?? spent.seconds, 1)
        refuse("rate_reached", { retryAfter, facts: { rule: ruleOf(spent.key) } })
      }
      for (const { key, times } of taken) left.set(key, (left.get(key) ?? 0) - times)
    },
    left(rule) {
      const counts = before.flatMap(([key, count]) => (ruleOf(key) === rule ? [Math.max(count, 0)] : []))
      return counts.length > 0 ? Math.min(...counts) : undefined
    },
  }
}

const used = statement(({ rules }: Given<"rules">, clock) => ({
  shape: { key: limits.key, count: stillCounted, wait: wait(clock) },
  text: (columns) => sql`
    select ${columns} from ${givenRows(rules, "key text, seconds int")} join ${limits} using (key)
     where ${limits.resetsAt} > ${clock}`,
}))

const since = sql`${limits.resetsAt} - given.seconds * interval '1 second'`
const stillCounted = sql<number>`greatest(${limits.count} - ${countedNoMore(sql`${limits.key}`, since)}, 0)`
