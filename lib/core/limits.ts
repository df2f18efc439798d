import { sql } from "drizzle-orm"
import type { Queries } from "@/db/client"
import { limits } from "@/db/schema"
import type { Context } from "@/lib/core/context"
import { queryRows } from "@/lib/core/rows"
import { type LimitName, settings } from "@/lib/settings"
import { refuse } from "@/lib/shared/refusals"

/**
 * The machine itself. Behind a proxy that is not trusted everybody comes from here, and one count would lock all out.
 */
export const LOOPBACK = "127.0.0.1"

/** What is counted: a rule of the settings, for whom, and how many are allowed where the settings do not say it. */
export type RateLimitHit = [rule: LimitName, whose: string | null, count?: number]

/**
 * Counts one attempt under each rule, in one statement, and refuses with `rate_reached` and the seconds to
 * wait when one is over, and the rule. Inside a transaction the refusal takes the count back; outside it stays.
 */
export async function consumeLimits(db: Queries, { clock }: Pick<Context, "clock">, counted: RateLimitHit[]) {
  const rules = counted
    .flatMap(([rule, whose, count]) => (whose && whose !== LOOPBACK ? [limitOf(rule, whose, count)] : []))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
  if (rules.length === 0) return
  const wait = sql<number>`ceil(extract(epoch from ${limits.resetsAt} - ${clock}))::int`
  const rows = await queryRows(
    db,
    { key: limits.key, count: limits.count, wait },
    (columns) => sql`
    insert into ${limits} (key, count, resets_at)
    values ${sql.join(
      rules.map(({ key, seconds }) => sql`(${key}, 1, ${clock} + ${seconds}::int * interval '1 second')`),
      sql`, `,
    )}
    on conflict (key) do update set
      count = case when limits.resets_at <= ${clock} then 1 else limits.count + 1 end,
      resets_at = case when limits.resets_at <= ${clock} then excluded.resets_at else limits.resets_at end
    returning ${columns}`,
  )
  const over = rows.filter(({ key, count }) => count > (rules.find((rule) => rule.key === key)?.count ?? 0))
  const [longest] = over.sort((a, b) => b.wait - a.wait)
  if (longest) refuse("rate_reached", { retryAfter: Math.max(longest.wait, 1), facts: { rule: ruleOf(longest.key) } })
}

function limitOf(rule: LimitName, whose: string, count = settings().limits[rule].count) {
  return { key: `${rule}:${whose}`, count, seconds: settings().limits[rule].seconds }
}

function ruleOf(key: string): string {
  return key.slice(0, key.indexOf(":"))
}

/**
 * Takes one counted attempt back under each rule: the latest, or the one of `since` while its window lasts.
 */
export async function refundLimits(db: Queries, counted: RateLimitHit[], since?: Date) {
  const rules = counted.flatMap(([rule, whose]) => (whose ? [limitOf(rule, whose)] : []))
  if (rules.length === 0) return
  const window = (seconds: number) =>
    since ? sql`and resets_at - ${seconds}::int * interval '1 second' <= ${since.toISOString()}::timestamptz` : sql``
  await db.execute(sql`
    update limits set count = greatest(count - 1, 0)
     where ${sql.join(
       rules.map(({ key, seconds }) => sql`(key = ${key} ${window(seconds)})`),
       sql` or `,
     )}`)
}

/** Forgets the attempts counted under these rules. */
export function resetLimits(db: Queries, counted: RateLimitHit[]) {
  const keys = counted.map(([rule, whose]) => sql`${`${rule}:${whose}`}`)
  return db.execute(sql`delete from limits where key in (${sql.join(keys, sql`, `)})`)
}
