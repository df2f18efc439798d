import { createHash, randomBytes } from "node:crypto"
import { and, eq, gt, lt, sql } from "drizzle-orm"
import type { Queries } from "@/db/client"
import { halfLogins } from "@/db/schema"
import { closeSessions } from "@/lib/accounts/sessions"
import type { Context } from "@/lib/core/context"
import { HALF_LOGIN_MINUTES } from "@/lib/shared/lengths"
import { Refusal, refuse } from "@/lib/shared/refusals"

const TOKEN_BYTES = 32
const TRIES = 5

type Clocked = Pick<Context, "clock">

/** Refuses a login whose password was right, because the account has a factor; carries what it goes on with. */
export class FactorOwed extends Refusal {
  readonly token: string

  constructor(token: string) {
    super("factor_owed")
    this.token = token
  }
}

/** Notes that the password of an account was right; gives the token with which the login goes on. */
export async function openHalfLogin(tx: Queries, { clock }: Clocked, accountId: string): Promise<string> {
  const token = randomBytes(TOKEN_BYTES).toString("base64url")
  const expiresAt = sql`${clock} + ${HALF_LOGIN_MINUTES}::int * interval '1 minute'`
  await tx.insert(halfLogins).values({ hash: hashOf(token), accountId, expiresAt })
  return token
}

/** Whose login waits for a factor; null where none does. */
export async function halfLoginOf(db: Queries, { clock }: Clocked, token: string): Promise<string | null> {
  const [found] = await db.select({ accountId: halfLogins.accountId }).from(halfLogins).where(isOpen(token, clock))
  return found?.accountId ?? null
}

/**
 * Takes one of the tries of a login that waits for a factor; it counts whatever becomes of it. Gives whose it is.
 * Refuses `half_login_over`.
 */
export async function takeTry(db: Queries, { clock }: Clocked, token: string): Promise<string> {
  const [taken] = await db
    .update(halfLogins)
    .set({ tries: sql`${halfLogins.tries} + 1` })
    .where(and(isOpen(token, clock), lt(halfLogins.tries, TRIES)))
    .returning({ accountId: halfLogins.accountId })
  if (!taken) refuse("half_login_over", { field: "code" })
  return taken.accountId
}

/** Ends a login that waits for a factor, in the transaction that opens it: of two at once one opens. */
export async function claimHalfLogin(tx: Queries, { clock }: Clocked, token: string) {
  const claimed = await tx.delete(halfLogins).where(isOpen(token, clock)).returning({ hash: halfLogins.hash })
  if (claimed.length !== 1) refuse("half_login_over", { field: "code" })
}

/** Ends every login of an account, but the one whose token is given, and what waits for a factor to become one. */
export async function endLogins(ctx: Pick<Context, "db" | "clock">, accountId: string, except?: string) {
  await closeSessions(ctx, accountId, except)
  await endHalfLogins(ctx.db, accountId)
}

/** Ends all that wait for a factor of an account: its password or its factors are not those of their beginning. */
export function endHalfLogins(db: Queries, accountId: string) {
  return db.delete(halfLogins).where(eq(halfLogins.accountId, accountId))
}

function isOpen(token: string, clock: Clocked["clock"]) {
  return and(eq(halfLogins.hash, hashOf(token)), gt(halfLogins.expiresAt, clock))
}

function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("base64url")
}
