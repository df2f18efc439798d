import { randomInt } from "node:crypto"
import { eq, or, sql } from "drizzle-orm"
import { uuidv7 } from "uuidv7"
import type { Queries } from "../db/client"
import { accounts } from "../db/schema"
import { record } from "./audit"
import { type Contact, contactOf, parseContact } from "./contacts"
import type { Context, SignedIn } from "./context"
import { refuse } from "./errors"
import type { Input } from "./forms"
import { post } from "./letters"
import { forgive, spend } from "./limits"
import { hashPassword, mustBeStrong, passwordMatches } from "./passwords"
import { askForCode, type Proof, tryCode, useProof } from "./proofs"
import type { Locale } from "./roles"
import { closeSessions, openSession } from "./sessions"
import { transact } from "./transaction"

/**
 * Starts a registration: nothing exists until the code that goes to the contact comes back, so nobody can hold
 * an address that is not his. Answers the same for a contact that has an account; its owner gets a letter (R34).
 */
export async function register(ctx: Context, { contact: typed, name, password, locale }: Input<"register">) {
  const contact = mustBeContact(typed)
  mustBeStrong(password, [name, contact.address])
  const [draft, taken] = await Promise.all([
    hashPassword(password).then((passwordHash) => ({ name, passwordHash, locale })),
    accountWith(ctx, contact),
  ])
  return askForCode(
    ctx,
    taken
      ? { purpose: "register", contact, locale: taken.locale, decoy: true, template: "account-exists" }
      : { purpose: "register", contact, locale, draft, template: "code" },
  )
}

/** Ends a registration with the code: the account exists, its contact is proved, and it is logged in. */
export async function completeRegistration(ctx: Context, input: Input<"code">): Promise<string> {
  const proof = await tryCode(ctx, input, "register")
  return transact(ctx, async (tx) => {
    await useProof(tx, ctx, proof)
    if (!proof.draft) refuse("code_spent", { field: "code" })
    const id = await newAccount(tx, { ...proof.draft, contact: proof.contact })
    await record(tx, { ...ctx, actor: { accountId: id } }, { action: "account.register", target: proof.contact })
    return openSession(tx, ctx, id)
  })
}

/** Logs in with e-mail or phone; gives the session's token. A wrong password and an unknown contact are one answer. */
export async function logIn(ctx: Context, { contact: typed, password }: Input<"login">): Promise<string> {
  const contact = parseContact(typed)
  const whose = contact?.address ?? typed.toLowerCase()
  await spend(ctx.db, ctx, [
    ["loginsPerAccount", whose],
    ["loginsPerAddress", ctx.address],
  ])
  const account = contact ? await accountWith(ctx, contact) : null
  if (!(await passwordMatches(password, account?.passwordHash ?? null)) || !account) refuse("wrong_login")
  const [token] = await Promise.all([
    openSession(ctx.db, ctx, account.id),
    forgive(ctx.db, "loginsPerAccount", whose),
    record(ctx.db, { ...ctx, actor: { accountId: account.id } }, { action: "account.login" }),
  ])
  return token
}

/** Sends a code for a new password to a contact that has an account; answers the same when none has. */
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

/** Sets a new password with a code and ends every login of the account. */
export async function resetPassword(ctx: Context, { password, ...input }: Input<"reset">) {
  mustBeStrong(password, [])
  const proof = await tryCode(ctx, input, "reset")
  const passwordHash = await hashPassword(password)
  await transact(ctx, async (tx) => {
    await useProof(tx, ctx, proof)
    const [account] = await tx
      .update(accounts)
      .set({ passwordHash })
      .where(eq(accounts.id, proof.accountId ?? refuse("code_spent")))
      .returning()
    if (!account) refuse("code_spent")
    await closeSessions(tx, ctx, account.id)
    await post(tx, { template: "password-changed", to: contactOf(proof.contact), locale: account.locale })
    await record(tx, { ...ctx, actor: { accountId: account.id } }, { action: "account.reset-password" })
  })
}

/** Changes the password with the present one and ends every other login. */
export async function changePassword(ctx: SignedIn, { current, password }: Input<"changePassword">, token: string) {
  const { accountId } = ctx.actor
  await spend(ctx.db, ctx, [["loginsPerAccount", accountId]])
  const [account] = await ctx.db.select().from(accounts).where(eq(accounts.id, accountId))
  if (!account || !(await passwordMatches(current, account.passwordHash))) refuse("wrong_login", { field: "current" })
  mustBeStrong(password, [account.name, account.email ?? "", account.phone ?? ""])
  const passwordHash = await hashPassword(password)
  await transact(ctx, async (tx) => {
    await tx.update(accounts).set({ passwordHash }).where(eq(accounts.id, accountId))
    await closeSessions(tx, ctx, accountId, token)
    const to = contactOf(account.email ?? account.phone ?? refuse("not_found"))
    await post(tx, { template: "password-changed", to, locale: account.locale })
    await record(tx, ctx, { action: "account.change-password" })
  })
}

/** Ends every login of the account, this one too. */
export async function signOutEverywhere(ctx: SignedIn) {
  await transact(ctx, async (tx) => {
    await closeSessions(tx, ctx, ctx.actor.accountId)
    await record(tx, ctx, { action: "account.sign-out-everywhere" })
  })
}

/** Sends a code to a contact that the signed-in account wants to prove as its own (R34). */
export function askToProve(ctx: SignedIn, contact: Contact, locale: Locale) {
  return askForCode(ctx, { purpose: "contact", contact, accountId: ctx.actor.accountId, locale, template: "code" })
}

/** Gives the account the contact whose code came back. Refuses `contact_taken` when another account has it. */
export async function proveContact(ctx: SignedIn, input: Input<"code">) {
  const proof = await tryCode(ctx, input, "contact")
  if (proof.accountId !== ctx.actor.accountId) refuse("code_spent", { field: "code" })
  const [[column, address] = refuse("code_spent")] = Object.entries(columnOf(proof))
  await transact(ctx, async (tx) => {
    await useProof(tx, ctx, proof)
    const changed = await tx.execute(sql`
      update accounts set ${sql.identifier(column)} = ${address}
       where id = ${ctx.actor.accountId} and ${sql.identifier(column)} is null returning id`)
    if (changed.length !== 1) refuse("wrong_account")
    await record(tx, ctx, { action: "account.prove-contact", target: proof.contact })
  })
}

async function accountWith({ db }: Context, { address }: Contact) {
  const [account] = await db
    .select()
    .from(accounts)
    .where(or(eq(accounts.email, address), eq(accounts.phone, address)))
  return account
}

/** The contact that a person typed, or a refusal at its field (R6). */
export function mustBeContact(typed: string): Contact {
  return parseContact(typed) ?? refuse("invalid_input", { field: "contact" })
}

/** Writes an account with a contact that has been proved; gives its id. Refuses `contact_taken` by the database. */
export async function newAccount(tx: Queries, { contact, ...account }: NewAccount): Promise<string> {
  const id = uuidv7()
  const number = String(randomInt(10 ** 11, 10 ** 12 - 10 ** 11))
  await tx.insert(accounts).values({ id, number, ...account, ...columnOf({ contact }) })
  return id
}

interface NewAccount {
  name: string
  contact: string
  passwordHash: string
  locale?: Locale
}

function columnOf({ contact }: Pick<Proof, "contact">): { email: string } | { phone: string } {
  return contactOf(contact).channel === "email" ? { email: contact } : { phone: contact }
}
