import { and, count, eq } from "drizzle-orm"
import { uuidv7 } from "uuidv7"
import type { Queries } from "@/db/client"
import { accounts, factors } from "@/db/schema"
import { mustBeFresh, notifyOwner } from "@/lib/accounts/accounts"
import { confirmSession, forgetFactors } from "@/lib/accounts/second-step/confirming"
import { demandedOf } from "@/lib/accounts/second-step/demands"
import { closeSessions } from "@/lib/accounts/sessions"
import type { AuditAction } from "@/lib/audit/actions"
import { audited, type Entry, record } from "@/lib/audit/audit"
import type { LoggedIn } from "@/lib/core/context"
import { consumeLimits } from "@/lib/core/limits"
import { lockAccount } from "@/lib/core/locks"
import {
  endRecoveryCodes,
  keepRecoveryCodes,
  type NewCodes,
  newRecoveryCodes,
  recoveryCodesLeft,
} from "@/lib/factors/recovery-codes"
import type { Input } from "@/lib/shared/forms"
import { refuse } from "@/lib/shared/refusals"
import type { FactorKind } from "@/lib/shared/rows/factors"

const MOST = 10
const ADD = { action: "account.add-factor" } as const
const MAKE_CODES = { action: "account.make-recovery-codes" } as const

const columns = {
  id: factors.id,
  kind: factors.kind,
  name: factors.name,
  createdAt: factors.createdAt,
  lastUsedAt: factors.lastUsedAt,
}

/** The factors of an account, oldest first, without what is secret of them. */
function factorsOf(db: Queries, accountId: string) {
  return db.select(columns).from(factors).where(eq(factors.accountId, accountId)).orderBy(factors.id)
}

/** What the account that acts has: its factors, and how many recovery codes are left. */
export async function ownFactors({ db, actor }: LoggedIn) {
  const [own, codesLeft] = await Promise.all([factorsOf(db, actor.accountId), recoveryCodesLeft(db, actor.accountId)])
  return { factors: own, codesLeft }
}

/** A factor that is ready to be kept: whose it is is known by who acts. */
export interface NewFactor {
  name: string
  /** Gives what is kept of it for its id; runs in the transaction, and refuses what came too late. */
  take: (tx: Queries, id: string) => Promise<KeptFactor>
}

type KeptFactor = { kind: FactorKind } & Partial<Omit<typeof factors.$inferInsert, "kind">>

/**
 * Keeps a factor of the account, whose login it confirms. With the first one the account gets recovery codes, which are
 * given and cannot be read again, and all its other logins end. Refuses `factor_needed`, `password_needed`,
 * `too_many_factors` and `rate_reached`.
 */
export async function addFactor(ctx: LoggedIn, { name, take }: NewFactor, token: string): Promise<string[] | null> {
  const { accountId } = ctx.actor
  await mayChange(ctx, ADD)
  // Made before anything is locked, for hashing takes its time.
  const made = (await countOf(ctx.db, accountId)) === 0 ? await newRecoveryCodes(accountId) : null
  return locked(ctx, ADD, async (tx, entry) => {
    const before = await countOf(tx, accountId)
    if (before >= MOST) refuse("too_many_factors")
    const id = uuidv7()
    const kept = await take(tx, id)
    // Before what it tells of, which its reader takes back with all that came since.
    await notifyOwner(tx, { id: accountId }, { template: "factor-added", words: { name } })
    await tx.insert(factors).values({ ...kept, id, accountId, name, createdAt: ctx.clock })
    await confirmSession(tx, ctx, { token, methods: [kept.kind] })
    await tx.update(accounts).set({ factorDueAt: null }).where(eq(accounts.id, accountId))
    const codes = before === 0 ? await giveCodes(tx, ctx, made) : null
    if (codes) await closeSessions({ ...ctx, db: tx }, accountId, token)
    await record(tx, ctx, { ...entry, target: id, detail: { kind: kept.kind, name } })
    return codes
  })
}

/** Keeps the codes of a first factor; those of an account that lost its last one meanwhile are made here. */
async function giveCodes(tx: Queries, ctx: LoggedIn, before: NewCodes | null): Promise<string[]> {
  const { accountId } = ctx.actor
  const made = before ?? (await newRecoveryCodes(accountId))
  await keepRecoveryCodes(tx, ctx, { accountId, made })
  return made.codes
}

/** Gives a factor another name. Refuses `password_needed` and `not_found`. */
export function renameFactor(ctx: LoggedIn, { id, name }: Input<"renameFactor">): Promise<void> {
  return changed(ctx, { action: "account.rename-factor", target: id }, async (tx, entry) => {
    const own = ownedBy(ctx, id)
    const [before] = await tx.select({ name: factors.name }).from(factors).where(own)
    if (!before) refuse("not_found")
    if (before.name === name) return
    await tx.update(factors).set({ name }).where(own)
    await record(tx, ctx, { ...entry, detail: { from: before.name, to: name } })
  })
}

/**
 * Removes a factor; with the last one the recovery codes go too, and a password opens the account alone. Refuses
 * `factor_needed` and `not_found`, and `last_factor` for the last one of who must have one.
 */
export function removeFactor(ctx: LoggedIn, { id }: Input<"removeFactor">): Promise<void> {
  return changed(ctx, { action: "account.remove-factor", target: id }, async (tx, entry) => {
    const { accountId } = ctx.actor
    const [removed] = await tx.delete(factors).where(ownedBy(ctx, id)).returning(columns)
    if (!removed) refuse("not_found")
    const { kind, name } = removed
    if ((await countOf(tx, accountId)) === 0) {
      await mustNotBeDemanded(tx, accountId)
      await endRecoveryCodes(tx, accountId)
      await forgetFactors(tx, accountId)
    }
    await notifyOwner(tx, { id: accountId }, { template: "factor-removed", words: { name } })
    await record(tx, ctx, { ...entry, detail: { kind, name } })
  })
}

/**
 * Makes new recovery codes in place of those of before; gives them, which cannot be read again. Refuses `factor_needed`,
 * and `not_found` for an account without a factor.
 */
export async function makeRecoveryCodes(ctx: LoggedIn): Promise<string[]> {
  const { accountId } = ctx.actor
  await mayChange(ctx, MAKE_CODES)
  const made = (await countOf(ctx.db, accountId)) > 0 ? await newRecoveryCodes(accountId) : null
  return locked(ctx, MAKE_CODES, async (tx, entry) => {
    if (!made || (await countOf(tx, accountId)) === 0) refuse("not_found")
    // Before the codes, as with a factor.
    await notifyOwner(tx, { id: accountId }, { template: "recovery-codes-made" })
    await keepRecoveryCodes(tx, ctx, { accountId, made })
    await record(tx, ctx, entry)
    return made.codes
  })
}

type Work<A extends AuditAction, T> = (tx: Queries, entry: Entry<A>) => Promise<T>

/** One change to the factors of the account that acts, by a login that may make it. */
async function changed<A extends AuditAction, T>(ctx: LoggedIn, entry: Entry<A>, work: Work<A, T>): Promise<T> {
  await mayChange(ctx, entry)
  return locked(ctx, entry, work)
}

/** Counts a change, of a login that is fresh enough for it. */
async function mayChange(ctx: LoggedIn, entry: Entry) {
  await mustBeFresh(ctx, undefined, entry)
  await consumeLimits(ctx.db, ctx, [["factorsPerAccount", ctx.actor.accountId]])
}

/** Does a change under the lock of the account: of two at once the second sees the first. */
function locked<A extends AuditAction, T>(ctx: LoggedIn, entry: Entry<A>, work: Work<A, T>): Promise<T> {
  return audited(
    ctx,
    async (tx) => {
      await lockAccount(tx, ctx.actor.accountId)
      return { entry }
    },
    (tx) => work(tx, entry),
  )
}

/** Keeps the last factor of who must have one. */
async function mustNotBeDemanded(tx: Queries, accountId: string) {
  const demanded = await demandedOf(tx, accountId)
  const { organization } = demanded ?? {}
  if (demanded)
    refuse("last_factor", { facts: { organization: organization ?? "", kind: organization ? "" : "operator" } })
}

async function countOf(db: Queries, accountId: string): Promise<number> {
  const [row] = await db.select({ count: count() }).from(factors).where(eq(factors.accountId, accountId))
  return row?.count ?? 0
}

function ownedBy({ actor }: LoggedIn, id: string) {
  return and(eq(factors.id, id), eq(factors.accountId, actor.accountId))
}
