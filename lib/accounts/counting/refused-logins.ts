import { accountWith } from "@/lib/accounts/accounts"
import { recordRefused } from "@/lib/audit/audit"
import { readContact } from "@/lib/core/contacts"
import type { Context } from "@/lib/core/context"
import { isWithinLimit } from "@/lib/core/limits"
import { log } from "@/lib/core/log"
import { isBusy } from "@/lib/core/turns/fair"
import { countUp } from "@/lib/core/watching/counters"
import type { Refusal } from "@/lib/shared/refusals"

/** Counts a refused login for the metrics; one whose password was right and that goes on with a second step is none. */
export function countRefusedLogin(refusal: Refusal) {
  if (refusal.code === "factor_owed") return
  countUp("muster_logins_refused_total", "reason", String(refusal.extra.facts?.rule ?? refusal.code))
}

/**
 * Counts a refused login, and records it where the contact has an account: of each address once an hour, and for each
 * account so often a day, so that nobody can fill the audit. Called behind the answer, whose time must not tell who has
 * an account.
 */
export async function noteRefusedLogin(ctx: Context, typed: string, refusal: Refusal) {
  countRefusedLogin(refusal)
  if (!recorded.includes(refusal.code) || isBusy(refusal)) return
  const { contact } = readContact(typed, ctx.countries)
  const account = contact && (await accountWith(ctx, contact))
  if (!account) return
  const here = `${account.id}:${refusal.code}@${ctx.ip ?? ""}`
  if (!(await isWithinLimit(ctx.db, ctx, ["refusedLoginsHere", here]))) return
  if (!(await isWithinLimit(ctx.db, ctx, ["refusedLogins", account.id]))) return
  await recordRefused({ ...ctx, actor: null }, { action: "account.log-in", target: account.id }, refusal.code)
  log.info({ account: account.id, reason: refusal.code, ...refusal.extra.facts }, "a login was refused")
}

const recorded: Refusal["code"][] = ["wrong_login", "rate_reached"]
