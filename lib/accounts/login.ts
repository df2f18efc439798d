import { eq, sql } from "drizzle-orm"
import type { Queries } from "@/db/client"
import { accounts, factors } from "@/db/schema"
import { type Account, accountWith, mustKnowPassword, notifyOwner } from "@/lib/accounts/accounts"
import { countLogin, forgetGuesses, forgiveLogin } from "@/lib/accounts/attempts"
import { givenBackIfBusy } from "@/lib/accounts/counting/busy"
import { rememberedBrowser } from "@/lib/accounts/known-browsers"
import { tellOfLogin } from "@/lib/accounts/logins/news"
import { passwordNotice } from "@/lib/accounts/notices/keys-in-use"
import { hashPassword, passwordMatches, renewedHash } from "@/lib/accounts/passwords"
import { endLogins, FactorOwed, openHalfLogin } from "@/lib/accounts/second-step/half-logins"
import { closeSession, lockSession, openSession } from "@/lib/accounts/sessions"
import { mustBeStrong } from "@/lib/accounts/strength"
import { mustBeContact } from "@/lib/accounts/typed-contact"
import { checkCode, sendCode, useVerification } from "@/lib/accounts/verification"
import { record } from "@/lib/audit/audit"
import { readContact } from "@/lib/core/contacts"
import type { Context, LoggedIn } from "@/lib/core/context"
import { lockAccount } from "@/lib/core/locks"
import { pipelined, transact } from "@/lib/core/transaction"
import { turnOf } from "@/lib/core/turns/fair"
import type { Input } from "@/lib/shared/forms"
import { refuse } from "@/lib/shared/refusals"
import type { Locale } from "@/lib/shared/roles"

/**
 * Logs in with e-mail or phone; gives the session's token. Answers a wrong password and an unknown contact alike, with
 * `wrong_login`. Refuses `rate_reached` after too many, `country_needed` for a number without its country, and an
 * account that has a factor, with what its login goes on with: `FactorOwed`. (R34)
 */
export async function logIn(ctx: Context, { contact: typed, password }: Input<"login">): Promise<string> {
  const read = readContact(typed, ctx.countries)
  const { contact } = read
  const address = contact?.address ?? typed.toLowerCase()
  const account = contact ? await accountWith(ctx, contact) : undefined
  const counted = await countLogin(ctx, address, account)
  if (!contact && read.why === "country_needed") refuse(read.why, { field: "contact" })
  const compared = () => passwordMatches(password, account?.passwordHash ?? null, counted.turn)
  const matches = await givenBackIfBusy(ctx, [...counted.forgotten, ...counted.refunded], compared)
  if (!matches || !account) refuse("wrong_login")
  const passwordHash = await renewedHash(password, account.passwordHash, counted.turn)
  const opened = await transact(ctx, async (tx) => {
    const { owesFactor } = await lockPassword(tx, account, password)
    if (passwordHash) await tx.update(accounts).set({ passwordHash }).where(eq(accounts.id, account.id))
    await forgiveLogin({ db: tx }, counted)
    if (owesFactor) return { owed: await openHalfLogin(tx, ctx, account.id), token: "" }
    const [, , token] = await pipelined(
      () => record(tx, actingAs(ctx, account.id), { action: "account.log-in" }),
      () => tellOfLogin(tx, ctx, account),
      () => openSession(tx, ctx, account.id),
    )
    return { owed: null, token }
  })
  if (opened.owed) throw new FactorOwed(opened.owed)
  return opened.token
}

/** What the cookie of this browser holds once an account has logged in with it. */
export async function browserOf(ctx: Context, accountId: string): Promise<string> {
  const [owner] = await ctx.db.select().from(accounts).where(eq(accounts.id, accountId))
  return owner ? rememberedBrowser(ctx, owner) : (ctx.browser ?? "")
}

/** Ends the login of a token. */
export async function logOut(ctx: Context, token: string) {
  await transact(ctx, async (tx) => {
    const [ended] = await closeSession(tx, ctx, token)
    if (ended) await record(tx, actingAs(ctx, ended.accountId), { action: "account.log-out" })
  })
}

/** Ends every login of the account, this one too. */
export async function logOutEverywhere(ctx: LoggedIn) {
  await transact(ctx, async (tx) => {
    await endLogins({ ...ctx, db: tx }, ctx.actor.accountId)
    await record(tx, ctx, { action: "account.log-out-everywhere" })
  })
}

/**
 * Sends a code for a new password to a contact that has an account, or by its number to the e-mail address that it has
 * besides; answers the same for any other. Gives the id to answer with. Refuses a contact that cannot be read and `rate_reached`.
 */
export async function forgotPassword(ctx: Context, { contact: typed }: Input<"forgot">, locale: Locale) {
  const contact = mustBeContact(ctx, typed)
  const account = await accountWith(ctx, contact)
  return sendCode(
    ctx,
    account
      ? { purpose: "reset", contact, accountId: account.id, owner: account, locale: account.locale, template: "code" }
      : { purpose: "reset", contact, locale, decoy: true, template: null },
  )
}

/**
 * Sets a new password with a code, ends every login and forgets what was guessed at the one before. Gives the account's
 * id. Refuses `weak_password`, `wrong_code` and `code_spent`.
 */
export async function resetPassword(ctx: Context, { password, ...input }: Input<"reset">): Promise<string> {
  // The account may show in the answer only once the code was right.
  await mustBeStrong(ctx, { password, words: [] })
  const verification = await checkCode(ctx, input, "reset")
  const [account] = await ctx.db
    .select()
    .from(accounts)
    .where(eq(accounts.id, verification.accountId ?? refuse("code_spent")))
  if (!account) refuse("code_spent", { field: "code" })
  await mustBeStrong(ctx, { password, words: personalWords(account), accountId: account.id })
  const passwordHash = await hashPassword(password, turnOf(actingAs(ctx, account.id), "login"))
  await transact(ctx, async (tx) => {
    // The account before its codes, as a change of its contacts takes them.
    await lockAccount(tx, account.id)
    await useVerification(tx, ctx, verification)
    await tx.update(accounts).set({ passwordHash }).where(eq(accounts.id, account.id))
    await endLogins({ ...ctx, db: tx }, account.id)
    await forgetGuesses({ db: tx }, account)
    await notifyOwner(tx, account, await passwordNotice(tx, account.id))
    await record(tx, actingAs(ctx, account.id), { action: "account.reset-password" })
  })
  return account.id
}

/**
 * Changes the password with the present one, or without it where a factor was given lately, and ends every other login.
 * Refuses `password_needed`, `wrong_password`, `weak_password`, `login_expired`, and `rate_reached` after too many wrong
 * passwords.
 */
export async function changePassword(ctx: LoggedIn, { current, password }: Input<"changePassword">, token: string) {
  if (!current && !ctx.actor.freshFactor) refuse("password_needed", { field: "current" })
  const account = current ? await mustKnowPassword(ctx, current, "current") : await ownAccount(ctx)
  await mustBeStrong(ctx, { password, words: personalWords(account) })
  const passwordHash = await hashPassword(password, turnOf(ctx, "login"))
  await transact(ctx, async (tx) => {
    // The account before its sessions, as a reset of the password takes them.
    await lockAccount(tx, account.id)
    await lockSession(tx, ctx, token)
    if (current) await lockPassword(tx, account, current)
    await tx.update(accounts).set({ passwordHash }).where(eq(accounts.id, account.id))
    await endLogins({ ...ctx, db: tx }, account.id, token)
    await forgetGuesses({ db: tx }, account)
    await notifyOwner(tx, account, await passwordNotice(tx, account.id))
    await record(tx, ctx, { action: "account.change-password" })
  })
}

/**
 * Locks the password that was just compared; one that has changed since is compared again, for a login beside this one
 * may have renewed its hash. Gives whether the account has a factor. Refuses `wrong_login`.
 */
async function lockPassword(tx: Queries, { id, passwordHash }: Account, typed: string) {
  const owesFactor = sql<boolean>`exists (select from ${factors} where ${factors.accountId} = ${id})`
  const columns = { passwordHash: accounts.passwordHash, owesFactor }
  const [locked] = await tx.select(columns).from(accounts).where(eq(accounts.id, id)).for("no key update")
  if (!locked?.passwordHash) refuse("wrong_login")
  const isSame =
    locked.passwordHash === passwordHash ||
    (await passwordMatches(typed, locked.passwordHash, { lane: "known", owner: id }))
  if (isSame) return locked
  refuse("wrong_login")
}

async function ownAccount({ db, actor }: LoggedIn): Promise<Account> {
  const [account] = await db.select().from(accounts).where(eq(accounts.id, actor.accountId))
  return account ?? refuse("not_found")
}

function personalWords({ name, email, phone }: Account): string[] {
  return [name, email ?? "", phone ?? ""]
}

function actingAs(ctx: Context, accountId: string): LoggedIn {
  return { ...ctx, actor: { accountId, freshLogin: true } }
}
