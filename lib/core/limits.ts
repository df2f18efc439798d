import { sql } from "drizzle-orm"
import type { Queries } from "@/db/client"
import { limits } from "@/db/schema"
import { type Given, givenRows, statement } from "@/db/statement"
import { type Context, databaseClock } from "@/lib/core/context"
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
  const rules = rulesOf(counted.filter(([, whose]) => whose !== LOOPBACK))
  if (rules.size === 0) return
  const rows = await count({ db, clock }, { rules: JSON.stringify([...rules.values()]) })
  const over = rows.filter(({ key, count }) => count > (rules.get(key)?.allowed ?? 0))
  const [longest] = over.sort((a, b) => b.wait - a.wait)
  if (longest) refuse("rate_reached", { retryAfter: Math.max(longest.wait, 1), facts: { rule: ruleOf(longest.key) } })
}

const RULE = "key text, times int, seconds int, since timestamptz"

/** In the order of their keys, so that two at once do not wait for each other. */
const count = statement(({ rules }: Given<"rules">, clock) => ({
  shape: {
    key: limits.key,
    count: limits.count,
    wait: sql<number>`ceil(extract(epoch from ${limits.resetsAt} - ${clock}))::int`,
  },
  text: (columns) => sql`
    insert into ${limits} (key, count, resets_at)
    select given.key, given.times, ${clock} + given.seconds * interval '1 second' from ${givenRows(rules, RULE)} order by given.key
    on conflict (key) do update set
      count = case when limits.resets_at <= ${clock} then 0 else limits.count end + excluded.count,
      resets_at = case when limits.resets_at <= ${clock} then excluded.resets_at else limits.resets_at end
    returning ${columns}`,
}))

interface Rule {
  key: string
  seconds: number
  allowed: number
  times: number
}

/** The rules by their keys, each with how often it was met. */
function rulesOf(counted: RateLimitHit[]): Map<string, Rule> {
  const rules = new Map<string, Rule>()
  for (const [rule, whose, allowed = settings().limits[rule].count] of counted) {
    if (!whose) continue
    const key = `${rule}:${whose}`
    const { seconds } = settings().limits[rule]
    rules.set(key, { key, seconds, allowed, times: (rules.get(key)?.times ?? 0) + 1 })
  }
  return rules
}

function ruleOf(key: string): string {
  return key.slice(0, key.indexOf(":"))
}

/**
 * Takes one counted attempt back under each rule: the latest, or the one of `since` while its window lasts.
 */
export async function refundLimits(db: Queries, counted: RateLimitHit[], since?: Date) {
  const rules = [...rulesOf(counted).values()].map((rule) => ({ ...rule, since }))
  if (rules.length > 0) await takeBack({ db, clock: databaseClock }, { rules: JSON.stringify(rules) })
}

const takeBack = statement(({ rules }: Given<"rules">) => ({
  shape: { key: limits.key },
  text: (columns) => sql`
    update ${limits} set count = greatest(limits.count - given.times, 0) from ${givenRows(rules, RULE)}
     where limits.key = given.key and (given.since is null or limits.resets_at - given.seconds * interval '1 second' <= given.since)
    returning ${columns}`,
}))

/** Forgets the attempts counted under these rules. */
export function resetLimits(db: Queries, counted: RateLimitHit[]) {
  const keys = counted.map(([rule, whose]) => sql`${`${rule}:${whose}`}`)
  return db.execute(sql`delete from limits where key in (${sql.join(keys, sql`, `)})`)
}
