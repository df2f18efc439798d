import { randomInt } from "node:crypto"
import { eq, or, sql } from "drizzle-orm"
import { uuidv7 } from "uuidv7"
import type { Queries } from "@/db/client"
import { accounts } from "@/db/schema"
import { givenBackIfBusy } from "@/lib/accounts/counting/busy"
import { type Notice, notify } from "@/lib/accounts/notices/posting"
import { passwordMatches } from "@/lib/accounts/passwords"
import { mustHaveGivenFactor } from "@/lib/accounts/second-step/owed"
import { type Entry, record, recordRefusals } from "@/lib/audit/audit"
import { type Contact, contactOf } from "@/lib/core/contacts"
import type { Context, LoggedIn } from "@/lib/core/context"
import { consumeLimits, type RateLimitHit, resetLimits } from "@/lib/core/limits"
import { transact } from "@/lib/core/transaction"
import { turnOf } from "@/lib/core/turns/fair"
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

/** Tells an account's owner of something, who can say that it was not them. */
export function notifyOwner(tx: Queries, { id }: Pick<Account, "id">, notice: Notice) {
  return notify(tx, [{ ...notice, accountId: id }])
}

/** The column that a contact is written to. */
export function contactColumn(contact: Contact) {
  return { [contactField(contact)]: contact.address }
}

/** Which of its contacts an account replaces by another. */
export function contactField({ channel }: Contact): "email" | "phone" {
  return channel === "email" ? "email" : "phone"
}
