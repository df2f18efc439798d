import { and, eq, gt, type SQL, sql } from "drizzle-orm"
import type { Queries } from "@/db/client"
import { limits } from "@/db/schema"
import { type Given, givenRows, refused, statement } from "@/db/statement"
import { type Context, databaseClock } from "@/lib/core/context"
import { countUp } from "@/lib/core/watching/counters"
import { type LimitName, settings } from "@/lib/settings"
import { Refusal, refuse } from "@/lib/shared/refusals"

/**
 * The machine itself. Behind a proxy that is not trusted everybody comes from here, and one count would lock all out.
 */
export const LOOPBACK = "127.0.0.1"

/** What is counted: a rule of the settings, for whom, and how many are allowed where the settings do not say it. */
export type RateLimitHit = [rule: LimitName, whose: string | null, count?: number]

/** Of what one recipient is sent in a day, up to which part strangers may use it: each by itself, but for codes. */
const shares = { invitation: ["invited", 1 / 4], code: ["codes", 1 / 2], newPassword: ["codes", 3 / 4] } as const

/**
 * What strangers cause to one recipient, as a rule. Codes cannot use up what is left to invitations, nor other codes what
 * is kept for those for a new password, which are their owner's way back.
 */
export function ofRecipient(address: string, purpose: keyof typeof shares): RateLimitHit {
  const [kept, part] = shares[purpose]
  const { count } = settings().limits.messagesPerRecipient
  return ["messagesPerRecipient", `${kept}:${address}`, Math.min(count, Math.max(Math.floor(count * part), 1))]
}

/**
 * Counts one attempt under each rule, in one statement, and refuses with `rate_reached` and the seconds to
 * wait when one is over, and the rule. Inside a transaction the refusal takes the count back; outside it stays.
 */
export async function consumeLimits(db: Queries, { clock }: Pick<Context, "clock">, counted: RateLimitHit[]) {
  const rules = rulesOf(counted)
  if (rules.size === 0) return
  const rows = await count({ db, clock }, { rules: JSON.stringify([...rules.values()]) })
  const over = rows.filter(({ key, count }) => count > (rules.get(key)?.allowed ?? 0))
  for (const { key } of over) countUp("muster_limits_reached_total", "limit", ruleOf(key))
  const [longest] = over.sort((a, b) => b.wait - a.wait)
  if (longest) refuse("rate_reached", { retryAfter: Math.max(longest.wait, 1), facts: { rule: ruleOf(longest.key) } })
}

/** Counts one attempt under a rule that refuses nothing by itself; gives whether it is allowed. */
export async function isWithinLimit(db: Queries, { clock }: Pick<Context, "clock">, counted: RateLimitHit) {
  try {
    await consumeLimits(db, { clock }, [counted])
    return true
  } catch (error) {
    if (error instanceof Refusal) return false
    throw error
  }
}

/** For how many seconds a rule still refuses what is beyond it; zero where it does not. Counts nothing. */
export async function secondsBeyond(db: Queries, { clock }: Pick<Context, "clock">, counted: RateLimitHit) {
  const [rule] = rulesOf([counted]).values()
  if (!rule) return 0
  const [row] = await db
    .select({ wait: wait(clock) })
    .from(limits)
    .where(and(eq(limits.key, rule.key), gt(limits.count, rule.allowed), gt(limits.resetsAt, clock)))
  return row?.wait ?? 0
}

/**
 * Counts so many attempts at once, and refuses as above when none of them is allowed any more. Gives how many are, and
 * for how many seconds.
 */
export async function consumePortion(
  db: Queries,
  { clock }: Pick<Context, "clock">,
  { rule, whose, times }: { rule: LimitName; whose: string; times: number },
): Promise<{ granted: number; seconds: number }> {
  const { count: allowed, seconds } = settings().limits[rule]
  const [row] = await count({ db, clock }, { rules: JSON.stringify([{ key: `${rule}:${whose}`, seconds, times }]) })
  if (!row) throw new Error("Nothing was counted")
  const granted = Math.min(times - (row.count - allowed), times)
  if (granted <= 0) countUp("muster_limits_reached_total", "limit", rule)
  if (granted <= 0) refuse("rate_reached", { retryAfter: Math.max(row.wait, 1), facts: { rule } })
  return { granted, seconds: row.secondsLeft }
}

const RULE = "key text, times int, seconds int, allowed int, since timestamptz"
const secondsLeft = (clock: SQL) => sql<number>`extract(epoch from ${limits.resetsAt} - ${clock})::float8`
export const wait = (clock: SQL) => sql<number>`ceil(${secondsLeft(clock)})::int`

const count = statement(({ rules }: Given<"rules">, clock) => ({
  shape: { key: limits.key, count: limits.count, wait: wait(clock), secondsLeft: secondsLeft(clock) },
  text: (columns) => sql`${counting(givenRows(rules, RULE), clock)} returning ${columns}`,
}))

/** In the order of their keys, so that two at once do not wait for each other. */
function counting(rules: SQL, clock: SQL): SQL {
  return sql`
    insert into ${limits} (key, count, resets_at)
    select given.key, given.times, ${clock} + given.seconds * interval '1 second' from ${rules} order by given.key
    on conflict (key) do update set
      count = case when limits.resets_at <= ${clock} then 0 else limits.count end + excluded.count,
      resets_at = case when limits.resets_at <= ${clock} then excluded.resets_at else limits.resets_at end`
}

/** Attempts as the parts of statements below take them: of the latest window, or of that of `since` while it lasts. */
export function attemptsOf(counted: RateLimitHit[], since?: Date): string {
  return JSON.stringify([...rulesOf(counted).values()].map((rule) => ({ ...rule, since })))
}

/** Counts attempts: parts of the statement that they are attempts at, which asks `withinLimits` of them. */
export function countAttempts(attempts: SQL, clock: SQL): SQL {
  return sql`attempted as (select given.* from ${givenRows(attempts, RULE)}),
    counted as (${counting(sql`attempted given`, clock)} returning key, count, resets_at)`
}

/**
 * Whether what `countAttempts` has counted is allowed; else the statement ends as `consumeLimits` refuses. How many of
 * what a `key` has counted `since` a time count no more is only asked where there are too many.
 */
export function withinLimits(clock: SQL, countedNoMore: (key: SQL, since: SQL) => SQL): SQL {
  // Called as the table is, so that `wait` finds its columns.
  const extra = sql`json_build_object('retryAfter', greatest(${wait(clock)}, 1),
    'facts', json_build_object('rule', split_part(key, ':', 1)))`
  const noMore = countedNoMore(sql`counted.key`, sql`counted.resets_at - attempted.seconds * interval '1 second'`)
  return sql`coalesce((select ${refused("rate_reached", extra)} from (
    select counted.* from counted join attempted using (key)
     where case when counted.count > attempted.allowed then counted.count - ${noMore} > attempted.allowed end
     order by resets_at desc limit 1) limits), true)`
}

export interface Rule {
  key: string
  seconds: number
  allowed: number
  times: number
}

/** The rules by their keys, each with how often it was met. */
export function rulesOf(counted: RateLimitHit[]): Map<string, Rule> {
  const rules = new Map<string, Rule>()
  for (const [rule, whose, allowed = settings().limits[rule].count] of counted) {
    if (!whose || whose === LOOPBACK) continue
    const key = `${rule}:${whose}`
    const { seconds } = settings().limits[rule]
    rules.set(key, { key, seconds, allowed, times: (rules.get(key)?.times ?? 0) + 1 })
  }
  return rules
}

export function ruleOf(key: string): string {
  return key.slice(0, key.indexOf(":"))
}

/**
 * Takes one counted attempt back under each rule: the latest, or the one of `since` while its window lasts.
 */
export async function refundLimits(db: Queries, counted: RateLimitHit[], since?: Date) {
  await takeBack({ db, clock: databaseClock }, { attempts: attemptsOf(counted, since) })
}

const takeBack = statement(({ attempts }: Given<"attempts">) => ({
  shape: { key: limits.key },
  text: (columns) => sql`${refundAttempts(attempts)} returning ${columns}`,
}))

/** Takes attempts back, as a part of a statement. */
export function refundAttempts(attempts: SQL, many = true): SQL {
  return sql`
    update ${limits} set count = greatest(limits.count - given.times, 0) from ${givenRows(attempts, RULE, many)}
     where limits.key = given.key
       and (given.since is null or limits.resets_at - given.seconds * interval '1 second' <= given.since)`
}

/** Forgets the attempts counted under these rules. */
export function resetLimits(db: Queries, counted: RateLimitHit[]) {
  const keys = counted.map(([rule, whose]) => sql`${`${rule}:${whose}`}`)
  return db.execute(sql`delete from limits where key in (${sql.join(keys, sql`, `)})`)
}

/** Forgets the attempts counted under these rules for everybody whose name begins so. */
export function resetLimitsOf(db: Queries, counted: RateLimitHit[]) {
  const begun = counted.map(([rule, whose]) => sql`starts_with(key, ${`${rule}:${whose}`})`)
  return db.execute(sql`delete from limits where ${sql.join(begun, sql` or `)}`)
}
