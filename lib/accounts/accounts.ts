import { randomInt } from "node:crypto"
import { and, eq, isNull, or, sql } from "drizzle-orm"
import { uuidv7 } from "uuidv7"
import type { Queries } from "@/db/client"
import { accounts } from "@/db/schema"
import { givenBackIfBusy } from "@/lib/accounts/counting/busy"
import { passwordMatches } from "@/lib/accounts/passwords"
import { mustHaveGivenFactor } from "@/lib/accounts/second-step/owed"
import { checkCode, sendCode, useVerification } from "@/lib/accounts/verification"
import { type Entry, record, recordRefusals } from "@/lib/audit/audit"
import { type Contact, contactOf, masked } from "@/lib/core/contacts"
import type { Context, LoggedIn } from "@/lib/core/context"
import { consumeLimits, type RateLimitHit, resetLimits } from "@/lib/core/limits"
import { transact } from "@/lib/core/transaction"
import { turnOf } from "@/lib/core/turns/fair"
import { post, type Template } from "@/lib/letters"
import type { Input } from "@/lib/shared/forms"
import { refuse } from "@/lib/shared/refusals"
import type { Locale } from "@/lib/shared/roles"

export type Account = typeof accounts.$inferSelect

interface NewAccount {
  name: string
  contact: string
  /** Left out for an account that sets its password by a code sent to the contact. */
  passwordHash?: string
  locale?: Locale
  seller?: string
}

/** Writes an account with a contact that has been verified; gives its id. Refuses `contact_taken` by the database. */
export async function newAccount(tx: Queries, { contact, ...account }: NewAccount): Promise<string> {
  const numbered = { id: uuidv7(), number: newNumber() }
  await tx.insert(accounts).values({ ...numbered, ...account, ...contactColumn(contactOf(contact)) })
  return numbered.id
}

/** Writes an account that its enterprise creates: with its verified entity and language, and nothing to log in with. */
export async function newMemberAccount(
  { db, actor }: LoggedIn,
  { name, organizationId }: { name: string; organizationId: string },
) {
  const numbered = { id: uuidv7(), number: newNumber() }
  await db.execute(sql`
    insert into accounts (id, number, name, locale, seller, entity_id)
    select ${numbered.id}, ${numbered.number}, ${name}, creator.locale, o.seller, o.entity_id
      from organizations o, accounts creator where o.id = ${organizationId} and creator.id = ${actor.accountId}`)
  return numbered
}

/** Twelve digits, of which the first is no zero. */
function newNumber(): string {
  return String(randomInt(10 ** 11, 10 ** 12))
}

/** The account that has verified a contact. */
export async function accountWith({ db }: Pick<Context, "db">, { address }: Contact) {
  const [account] = await db
    .select()
    .from(accounts)
    .where(or(eq(accounts.email, address), eq(accounts.phone, address)))
  return account
}

/** The own account, by its password. Refuses `wrong_password` at the field, and `rate_reached` after too many. */
export async function mustKnowPassword(ctx: LoggedIn, typed: string, field: string): Promise<Account> {
  const { accountId } = ctx.actor
  const counted: RateLimitHit[] = [["passwordsPerAccount", accountId]]
  await consumeLimits(ctx.db, ctx, counted)
  const [account] = await ctx.db.select().from(accounts).where(eq(accounts.id, accountId))
  const compared = () => passwordMatches(typed, account?.passwordHash ?? null, turnOf(ctx, "login"))
  if (!(await givenBackIfBusy(ctx, counted, compared)) || !account) refuse("wrong_password", { field })
  await resetLimits(ctx.db, counted)
  return account
}

/**
 * Asks an old login for its password; a fresh login needs none. Where the act asks for a factor and the account has one,
 * the login must have given one lately. Refuses `factor_needed`, `password_needed`, and `wrong_password`, which is
 * recorded as an attempt.
 */
export async function mustBeFresh(ctx: LoggedIn, password: string | undefined, attempted: Entry) {
  await mustHaveGivenFactor(ctx, attempted.action)
  if (ctx.actor.freshLogin || ctx.actor.freshFactor) return
  if (!password) refuse("password_needed", { field: "password" })
  try {
    await mustKnowPassword(ctx, password, "password")
  } catch (error) {
    await recordRefusals(ctx, [{ entry: attempted, error }])
    throw error
  }
}

/**
 * Sends a code to a contact that the account wants to prove as its own; gives the id to answer with. A login that is
 * not fresh needs the password. Refuses `password_needed`, `wrong_password`, `contact_present` when the account has a
 * contact of that kind, and `rate_reached`. (R34)
 */
export async function startVerification(
  ctx: LoggedIn,
  { contact, locale, password }: { contact: Contact; locale: Locale; password?: string },
): Promise<string> {
  const { accountId } = ctx.actor
  await mustBeFresh(ctx, password, { action: "account.prove-contact", target: contact.address })
  const [account] = await ctx.db.select().from(accounts).where(eq(accounts.id, accountId))
  if (account?.[contactField(contact)]) refuse("contact_present", { field: "contact" })
  await consumeLimits(ctx.db, ctx, [["codesPerAccount", accountId]])
  return sendCode(ctx, { purpose: "contact", contact, accountId, locale, template: "code" })
}

/**
 * Gives the account the contact whose code came back, and writes to the contact that it had before. Refuses
 * `wrong_code`, `code_spent`, `contact_present`, and `contact_taken` when another account has it. (R34)
 */
export async function completeVerification(ctx: LoggedIn, input: Input<"code">) {
  const verification = await checkCode(ctx, input, "contact")
  const { accountId } = ctx.actor
  if (verification.accountId !== accountId) refuse("code_spent", { field: "code" })
  const contact = contactOf(verification.contact)
  await transact(ctx, async (tx) => {
    await useVerification(tx, ctx, verification)
    const [changed] = await tx
      .update(accounts)
      .set(contactColumn(contact))
      .where(and(eq(accounts.id, accountId), isNull(accounts[contactField(contact)])))
      .returning()
    if (!changed) refuse("contact_present")
    const before = { ...changed, [contactField(contact)]: null }
    await notifyOwner(tx, before, { template: "contact-added", words: { contact: masked(verification.contact) } })
    await record(tx, ctx, { action: "account.prove-contact", target: verification.contact })
  })
}

/**
 * Gives the own account another name, by which every organization knows it from then on; the same one changes nothing.
 * Refuses `rate_reached`.
 */
export async function rename(ctx: LoggedIn, { name }: Input<"rename">) {
  const { accountId } = ctx.actor
  await consumeLimits(ctx.db, ctx, [["namesPerAccount", accountId]])
  await transact(ctx, async (tx) => {
    const own = eq(accounts.id, accountId)
    const [before] = await tx.select({ name: accounts.name }).from(accounts).where(own).for("no key update")
    if (!before || before.name === name) return
    await tx.update(accounts).set({ name }).where(own)
    await record(tx, ctx, { action: "account.rename", detail: { from: before.name, to: name } })
  })
}

/** The number that an enterprise bound to the own account, until its holder has verified a number. */
export async function unverifiedPhone({ db, actor }: LoggedIn): Promise<string | null> {
  const [account] = await db.select().from(accounts).where(eq(accounts.id, actor.accountId))
  return account?.phone ? null : (account?.boundPhone ?? null)
}

/** Posts a letter to every contact of an account. */
export async function notifyOwner(tx: Queries, account: Account, letter: Notice) {
  for (const address of [account.email, account.phone]) {
    if (address) await post(tx, { ...letter, to: contactOf(address), locale: account.locale })
  }
}

interface Notice {
  template: Template
  words?: Record<string, string>
}

function contactColumn(contact: Contact) {
  return { [contactField(contact)]: contact.address }
}

function contactField({ channel }: Contact): "email" | "phone" {
  return channel === "email" ? "email" : "phone"
}
