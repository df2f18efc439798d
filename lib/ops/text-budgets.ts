import { and, gt, inArray, lt, sql } from "drizzle-orm"
import { heartbeats, limits } from "@/db/schema"
import type { Context } from "@/lib/core/context"
import { log } from "@/lib/core/log"
import { transact } from "@/lib/core/transaction"
import { post } from "@/lib/letters"
import { settings } from "@/lib/settings"

/** The budgets of text messages for a day: of registrations and invitations, and of new passwords. */
const rules = ["textsAltogether", "textsToAccounts"] as const
/** The part of a budget from which on the operators are told. */
const NEARLY = 0.8

export interface TextBudget {
  rule: (typeof rules)[number]
  spent: number
  allowed: number
  /** When it begins anew; null while nothing is spent. */
  resetsAt: Date | null
}

type Asking = Pick<Context, "db" | "clock">

/** What is spent of the budgets of text messages. */
export async function textBudgets({ db, clock }: Asking): Promise<TextBudget[]> {
  const keys = rules.map((rule) => `${rule}:all`)
  const rows = await db
    .select({ key: limits.key, count: limits.count, resetsAt: limits.resetsAt })
    .from(limits)
    .where(and(inArray(limits.key, keys), gt(limits.resetsAt, clock)))
  return rules.map((rule) => {
    const allowed = settings().limits[rule].count
    const row = rows.find(({ key }) => key === `${rule}:all`)
    // What was refused is counted too, and costs nothing.
    return { rule, allowed, spent: Math.min(row?.count ?? 0, allowed), resetsAt: row?.resetsAt ?? null }
  })
}

/** Tells the operators, once for each day of a budget, that most of it is spent. Gives how many budgets it told of. */
export async function warnOfTexts(ctx: Asking): Promise<number> {
  const budgets = await textBudgets(ctx)
  const near = budgets.filter(({ spent, allowed }) => spent > 0 && spent >= allowed * NEARLY)
  let told = 0
  for (const one of near) if (await tellOnce(ctx, one, budgets)) told += 1
  return told
}

/** The row of a budget remembers until when it was told of, and so whether it was today. */
function tellOnce(ctx: Asking, { rule, spent, allowed, resetsAt }: TextBudget, budgets: TextBudget[]) {
  return transact(ctx, async (tx) => {
    const noted = await tx
      .insert(heartbeats)
      .values({ name: `told-of-${rule}`, at: resetsAt ?? sql`${ctx.clock}` })
      .onConflictDoUpdate({
        target: heartbeats.name,
        set: { at: sql`excluded.at` },
        setWhere: lt(heartbeats.at, sql`excluded.at`),
      })
      .returning({ name: heartbeats.name })
    if (noted.length === 0) return false
    log.warn({ rule, spent, allowed }, "most text messages of the day are spent")
    await post(tx, { template: "texts-spent", to: "operators", locale: "en", words: wordsOf(budgets) })
    return true
  })
}

function wordsOf(budgets: TextBudget[]): Record<string, string> {
  return Object.fromEntries(
    budgets.flatMap(({ rule, spent, allowed }) => [
      [`${rule}Spent`, String(spent)],
      [`${rule}Allowed`, String(allowed)],
    ]),
  )
}
