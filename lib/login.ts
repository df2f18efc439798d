import { eq } from "drizzle-orm"
import type { Queries } from "../db/client"
import { accounts, proofs } from "../db/schema"
import { accountWith, mustBeContact } from "./accounts"
import { record } from "./audit"
import { contactOf, parseContact } from "./contacts"
import type { Context, LoggedIn } from "./context"
import { refuse } from "./errors"
import type { Input } from "./forms"
import { post } from "./letters"
import { forgive, spend } from "./limits"
import { hashPassword, mustBeStrong, passwordMatches } from "./passwords"
import { askForCode, tryCode, useProof } from "./proofs"
import type { Locale } from "./roles"
import { closeSession, closeSessions, openSession } from "./sessions"
import { transact } from "./transaction"

type Account = typeof accounts.$inferSelect

/**
 * Logs in with e-mail or phone; gives the session's token (R34). A wrong password and an unknown contact are one
 * answer, `wrong_login`. Refuses `rate_reached` after too many.
 */
export async function logIn(ctx: Context, { contact: typed, password }: Input<"login">): Promise<string> {
  const contact = parseContact(typed)
  const whose = contact?.address ?? typed.toLowerCase()
  await spend(ctx.db, ctx, [
    ["loginsPerAccount", whose],
    ["loginsPerIp", ctx.ip],
  ])
  const account = contact ? await accountWith(ctx, contact) : undefined
  if (!(await passwordMatches(password, account?.passwordHash ?? null)) || !account) refuse("wrong_login")
  return transact(ctx, async (tx) => {
    await forgive(tx, "loginsPerAccount", whose)
    await record(tx, as(ctx, account), { action: "account.log-in" })
    return openSession(tx, ctx, account.id)
  })
}

/** Ends the login of a token. */
export async function logOut(ctx: Context, token: string) {
  await transact(ctx, async (tx) => {
    const [ended] = await closeSession(tx, ctx, token)
    if (ended) await record(tx, as(ctx, { id: ended.account_id }), { action: "account.log-out" })
  })
}

/** Ends every login of the account, this one too. */
export async function logOutEverywhere(ctx: LoggedIn) {
  await transact(ctx, async (tx) => {
    await closeSessions(tx, ctx, ctx.actor.accountId)
    await record(tx, ctx, { action: "account.log-out-everywhere" })
  })
}

/**
 * Sends a code for a new password to a contact that has an account; answers the same when none has. Gives the id to
 * answer with. Refuses a contact that cannot be read and `rate_reached`.
 */
export async function forgotPassword(ctx: Context, { contact: typed }: Input<"forgot">, locale: Locale) {
  const contact = mustBeContact(typed)
  const account = await accountWith(ctx, contact)
  return askForCode(
    ctx,
    account
      ? { purpose: "reset", contact, accountId: account.id, locale: account.locale, template: "code" }
      : { purpose: "reset", contact, locale, decoy: true, template: null },
  )
}

/** Sets a new password with a code and ends every login. Refuses `weak_password`, `wrong_code` and `code_spent`. */
export async function resetPassword(ctx: Context, { password, ...input }: Input<"reset">) {
  const [asked] = await ctx.db
    .select({ account: accounts })
    .from(proofs)
    .innerJoin(accounts, eq(accounts.id, proofs.accountId))
    .where(eq(proofs.id, input.proofId))
  mustBeStrong(password, wordsOf(asked?.account))
  const proof = await tryCode(ctx, input, "reset")
  if (!asked) refuse("code_spent", { field: "code" })
  await replacePassword(ctx, asked.account, password, async (tx) => {
    await useProof(tx, ctx, proof)
    await closeSessions(tx, ctx, asked.account.id)
    await record(tx, as(ctx, asked.account), { action: "account.reset-password" })
  })
}

/** Changes the password with the present one and ends every other login. Refuses `wrong_password`, `weak_password`. */
export async function changePassword(ctx: LoggedIn, { current, password }: Input<"changePassword">, token: string) {
  const { accountId } = ctx.actor
  await spend(ctx.db, ctx, [["loginsPerAccount", accountId]])
  const [account] = await ctx.db.select().from(accounts).where(eq(accounts.id, accountId))
  if (!account || !(await passwordMatches(current, account.passwordHash)))
    refuse("wrong_password", { field: "current" })
  mustBeStrong(password, wordsOf(account))
  await replacePassword(ctx, account, password, async (tx) => {
    await forgive(tx, "loginsPerAccount", accountId)
    await closeSessions(tx, ctx, accountId, token)
    await record(tx, ctx, { action: "account.change-password" })
  })
}

/** Writes the new password with what belongs to it, and tells the owner. */
async function replacePassword(
  ctx: Context,
  { id, email, phone, locale }: Account,
  password: string,
  also: (tx: Queries) => Promise<void>,
) {
  const passwordHash = await hashPassword(password)
  await transact(ctx, async (tx) => {
    await also(tx)
    await tx.update(accounts).set({ passwordHash }).where(eq(accounts.id, id))
    await post(tx, { template: "password-changed", to: contactOf(email ?? phone ?? refuse("not_found")), locale })
  })
}

function wordsOf(account: Account | undefined): string[] {
  return account ? [account.name, account.email ?? "", account.phone ?? ""] : []
}

function as(ctx: Context, { id }: Pick<Account, "id">): LoggedIn {
  return { ...ctx, actor: { accountId: id } }
}
