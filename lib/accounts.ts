import { randomInt } from "node:crypto"
import { and, eq, isNull, or } from "drizzle-orm"
import { uuidv7 } from "uuidv7"
import type { Queries } from "../db/client"
import { accounts } from "../db/schema"
import { record } from "./audit"
import { type Contact, contactOf, parseContact } from "./contacts"
import type { Context, LoggedIn } from "./context"
import { refuse } from "./errors"
import type { Input } from "./forms"
import { askForCode, tryCode, useProof } from "./proofs"
import type { Locale } from "./roles"
import { settings } from "./settings"
import { transact } from "./transaction"

interface NewAccount {
  name: string
  contact: string
  passwordHash: string
  locale?: Locale
}

/** Writes an account with a contact that has been proved; gives its id. Refuses `contact_taken` by the database. */
export async function newAccount(tx: Queries, { contact, ...account }: NewAccount): Promise<string> {
  const id = uuidv7()
  const number = String(randomInt(10 ** 11, 10 ** 12 - 10 ** 11))
  await tx.insert(accounts).values({ id, number, ...account, ...columnOf(contactOf(contact)) })
  return id
}

/** The account that has proved a contact. */
export async function accountWith({ db }: Pick<Context, "db">, { address }: Contact) {
  const [account] = await db
    .select()
    .from(accounts)
    .where(or(eq(accounts.email, address), eq(accounts.phone, address)))
  return account
}

/**
 * The contact that a person typed (R6). Refuses at the field `invalid_input` for what is neither an e-mail address
 * nor a mobile number, and `phone_not_served` where no text messages can be sent.
 */
export function mustBeContact(typed: string): Contact {
  const contact = parseContact(typed) ?? refuse("invalid_input", { field: "contact" })
  if (contact.channel === "sms" && !settings().sms) refuse("phone_not_served", { field: "contact" })
  return contact
}

/**
 * Sends a code to a contact that the account wants to prove as its own; gives the id to answer with (R34).
 * Refuses `contact_present` when the account has one of that kind, and `rate_reached`.
 */
export async function askToProve(ctx: LoggedIn, contact: Contact, locale: Locale): Promise<string> {
  const [account] = await ctx.db.select().from(accounts).where(eq(accounts.id, ctx.actor.accountId))
  if (account?.[fieldOf(contact)]) refuse("contact_present", { field: "contact" })
  return askForCode(ctx, { purpose: "contact", contact, accountId: ctx.actor.accountId, locale, template: "code" })
}

/**
 * Gives the account the contact whose code came back (R34). Refuses `wrong_code`, `code_spent`, `contact_present`, and
 * `contact_taken` when another account has it.
 */
export async function proveContact(ctx: LoggedIn, input: Input<"code">) {
  const proof = await tryCode(ctx, input, "contact")
  const { accountId } = ctx.actor
  if (proof.accountId !== accountId) refuse("code_spent", { field: "code" })
  const contact = contactOf(proof.contact)
  await transact(ctx, async (tx) => {
    await useProof(tx, ctx, proof)
    const changed = await tx
      .update(accounts)
      .set(columnOf(contact))
      .where(and(eq(accounts.id, accountId), isNull(accounts[fieldOf(contact)])))
      .returning({ id: accounts.id })
    if (changed.length !== 1) refuse("contact_present")
    await record(tx, ctx, { action: "account.prove-contact", target: proof.contact })
  })
}

function columnOf(contact: Contact) {
  return { [fieldOf(contact)]: contact.address }
}

function fieldOf({ channel }: Contact): "email" | "phone" {
  return channel === "email" ? "email" : "phone"
}
