import { and, eq, gte, inArray, isNull, sql } from "drizzle-orm"
import { uuidv7 } from "uuidv7"
import type { Queries } from "@/db/client"
import { accounts, contactChanges, verifications } from "@/db/schema"
import { type Account, contactColumn, contactField, mustBeFresh, notifyOwner } from "@/lib/accounts/accounts"
import type { Notice } from "@/lib/accounts/notices/posting"
import { checkCode, sendCode, useVerification } from "@/lib/accounts/verification"
import { record } from "@/lib/audit/audit"
import { type Contact, contactOf, masked } from "@/lib/core/contacts"
import type { Context, LoggedIn } from "@/lib/core/context"
import { consumeLimits } from "@/lib/core/limits"
import { transact } from "@/lib/core/transaction"
import type { Input } from "@/lib/shared/forms"
import { refuse } from "@/lib/shared/refusals"
import type { Locale } from "@/lib/shared/roles"

/** For how long a change of contact can be taken back, and nobody else can have the contact before it. */
const HELD_FOR = "72 hours"

interface Proving {
  contact: Contact
  locale: Locale
  password?: string
  /** Whether it is to take the place of the contact of its kind. */
  replacing?: boolean
}

/**
 * Sends a code to a contact that the account wants to prove as its own, in place of another if that is said; gives the
 * id to answer with. A login that is not fresh needs the password. Refuses `password_needed`, `wrong_password`,
 * `contact_present` when the account has a contact of that kind that is not to be replaced, or this very one, and
 * `rate_reached`. (R34)
 */
export async function startVerification(ctx: LoggedIn, { contact, locale, password, replacing }: Proving) {
  const { accountId } = ctx.actor
  const action = replacing ? "account.replace-contact" : "account.prove-contact"
  await mustBeFresh(ctx, password, { action, target: contact.address })
  const [account] = await ctx.db.select().from(accounts).where(eq(accounts.id, accountId))
  const present = account?.[contactField(contact)]
  if (present && (!replacing || present === contact.address)) refuse("contact_present", { field: "contact" })
  await consumeLimits(ctx.db, ctx, [["codesPerAccount", accountId]])
  return sendCode(ctx, { purpose: "contact", contact, accountId, locale, template: "code" })
}

/**
 * Gives the account the contact whose code came back, at once, and tells the contacts that it had before, which can take
 * that back for three days. Refuses `wrong_code`, `code_spent`, `contact_present` of the one that it has, and
 * `contact_taken` when another account has it. (R34)
 */
export async function completeVerification(ctx: LoggedIn, input: Input<"code">) {
  const verification = await checkCode(ctx, input, "contact")
  const { accountId } = ctx.actor
  if (verification.accountId !== accountId) refuse("code_spent", { field: "code" })
  const contact = contactOf(verification.contact)
  await transact(ctx, async (tx) => {
    const own = eq(accounts.id, accountId)
    const [before] = await tx.select().from(accounts).where(own).for("no key update")
    if (!before) refuse("code_spent")
    const former = before[contactField(contact)]
    if (former === contact.address) refuse("contact_present")
    await useVerification(tx, ctx, verification)
    // Written to the contacts that it has until now.
    await notifyOwner(tx, before, noticeOf(contact.address, former))
    await tx.update(accounts).set(contactColumn(contact)).where(own)
    await keepFormer(tx, ctx, { accountId, former, contact: contact.address })
    await endCodes(tx, ctx, before)
    const action = former ? "account.replace-contact" : "account.prove-contact"
    await record(tx, ctx, { action, target: contact.address })
  })
}

function noticeOf(contact: string, former: string | null): Notice {
  return former
    ? { template: "contact-replaced", words: { contact: masked(contact), former: masked(former) } }
    : { template: "contact-added", words: { contact: masked(contact) } }
}

/** Keeps what was there before, and for whom. */
async function keepFormer(
  tx: Queries,
  { clock }: Context,
  change: Pick<typeof contactChanges.$inferInsert, "accountId" | "former" | "contact">,
) {
  const heldUntil = sql`${clock} + ${HELD_FOR}::interval`
  await tx.insert(contactChanges).values({ ...change, id: uuidv7(), at: clock, heldUntil })
}

/** What was sent before opens nothing more: to a contact that is gone, or to a number that resets no password from now on. */
async function endCodes(tx: Queries, { clock }: Context, { id, email, phone }: Account) {
  const contacts = [email, phone].filter((contact) => contact !== null)
  const isSent = and(inArray(verifications.contact, contacts), eq(verifications.accountId, id))
  await tx
    .update(verifications)
    .set({ usedAt: clock })
    .where(and(isSent, isNull(verifications.usedAt)))
}

/**
 * Takes back every change of the account's contacts since a moment that can still be taken back, the latest first.
 * Gives the account as it is then. Under the lock of the account.
 */
export async function restoreContacts(
  tx: Queries,
  { clock }: Context,
  { accountId, since }: { accountId: string; since: Date },
): Promise<Account | undefined> {
  const changes = await tx
    .update(contactChanges)
    .set({ endedAt: clock })
    .where(
      and(
        eq(contactChanges.accountId, accountId),
        gte(contactChanges.at, since),
        sql`${contactChanges.endedAt} is null and ${contactChanges.heldUntil} > ${clock}`,
      ),
    )
    .returning()
  const own = eq(accounts.id, accountId)
  const latestFirst = changes.toSorted(
    (one, other) => Number(other.at) - Number(one.at) || (other.id > one.id ? 1 : -1),
  )
  for (const { former, contact } of latestFirst) {
    const field = contactField(contactOf(contact))
    await tx
      .update(accounts)
      .set({ [field]: former })
      .where(own)
  }
  const [account] = await tx.select().from(accounts).where(own)
  return account
}
