import { and, eq, type SQL, sql } from "drizzle-orm"
import { uuidv7 } from "uuidv7"
import type { Queries } from "@/db/client"
import { accounts, verifications } from "@/db/schema"
import { type CodeWish, countCode } from "@/lib/accounts/attempts"
import { givenBackIfBusy } from "@/lib/accounts/counting/busy"
import { countText } from "@/lib/accounts/counting/texts"
import { type Contact, contactOf } from "@/lib/core/contacts"
import type { Context } from "@/lib/core/context"
import { consumeLimits, isWithinLimit, type RateLimitHit, refundLimits } from "@/lib/core/limits"
import { codeFor, currentKeyId, sameBytes } from "@/lib/core/secrets"
import { transact } from "@/lib/core/transaction"
import { post, type Template } from "@/lib/letters"
import { settings } from "@/lib/settings"
import { CODE_MINUTES } from "@/lib/shared/lengths"
import { refuse } from "@/lib/shared/refusals"
import type { Locale } from "@/lib/shared/roles"

const CODE_TRIES = 5
/** Of a code of a contact whose codes are being guessed. */
const CODE_TRIES_ONCE_GUESSED = 2

export type Verification = typeof verifications.$inferSelect
type Purpose = Verification["purpose"]

interface CodeRequest extends CodeWish {
  locale: Locale
  accountId?: string
  /** What the code will create; made only once the attempt has been counted, for it costs a hash. */
  draft?: () => Promise<Verification["draft"]>
  /** A decoy answers like any other: nothing shows that the contact is taken or unknown. */
  decoy?: boolean
  /** The letter that goes out; null where nobody has the contact. */
  template: Template | null
}

/**
 * Sends a code to a contact, and nowhere else; gives the id to answer with. Refuses `rate_reached`. (R34)
 *
 * Each asker has tries and codes of their own, so that nobody can use up the owner's. What bounds the guesses of all is
 * how many messages strangers cause: thirty a day to one contact, with five tries each, and two from the fiftieth wrong
 * one on. That is ninety guesses a day of a million, and thirty letters that tell the owner.
 *
 * Where an address has asked for many codes, only who is invited or has an account is sent one. The others get the same
 * answer, for it must not tell who is known here.
 */
export async function sendCode(ctx: Context, request: CodeRequest): Promise<string> {
  const { contact, locale, purpose, accountId, draft } = request
  const { counted, isAllowed } = await countCode(ctx, request)
  const template = isAllowed ? request.template : null
  const decoy = !isAllowed || request.decoy === true
  const to = wayTo(request)
  const texts = await countText(ctx, request, template !== null && to === contact)
  const drafted = await givenBackIfBusy(ctx, [...counted, ...texts], async () => draft?.())
  return transact(ctx, async (tx) => {
    const id = uuidv7()
    await tx.insert(verifications).values({
      id,
      purpose,
      contact: contact.address,
      accountId,
      draft: drafted,
      decoy,
      keyId: currentKeyId(),
      createdAt: sql`${ctx.clock}`,
      expiresAt: sql`${ctx.clock} + ${CODE_MINUTES}::int * interval '1 minute'`,
    })
    if (template) await post(tx, { template, to, locale, verificationId: id, words: { purpose } })
    return id
  })
}

/**
 * Sends the same code once more while it can be used, where one may be sent. Refuses `rate_reached` until a minute has
 * passed since, and `code_spent`, which counts like a wrong code.
 */
export async function resendCode(ctx: Context, verificationId: string, locale: Locale) {
  const { seconds } = settings().limits.codeAgain
  const fromHere: RateLimitHit = ["codeTriesPerIp", ctx.ip]
  await consumeLimits(ctx.db, ctx, [fromHere])
  const { contact, decoy, purpose, createdAt } = verifications
  const age = sql`extract(epoch from ${ctx.clock} - ${createdAt})`
  const [verification] = await ctx.db
    .select({
      contact,
      decoy,
      purpose,
      wait: sql<number>`ceil(${seconds}::int - ${age})::int`,
      owner: { id: accounts.id, passwordHash: accounts.passwordHash, email: accounts.email },
    })
    .from(verifications)
    .leftJoin(accounts, eq(accounts.id, verifications.accountId))
    .where(and(eq(verifications.id, verificationId), isUsable(verifications, ctx.clock)))
  if (!verification) refuse("code_spent")
  await refundLimits(ctx.db, [fromHere])
  if (verification.wait > 0) refuse("rate_reached", { retryAfter: verification.wait, facts: { rule: "codeAgain" } })
  // Of any other purpose the account has not proved the contact yet.
  const owner = verification.purpose === "reset" ? (verification.owner ?? undefined) : undefined
  const wish = { purpose: verification.purpose, contact: contactOf(verification.contact), owner }
  const to = wayTo(wish)
  const { isAllowed } = await countCode(ctx, wish, [["codeAgain", verificationId]])
  const isSent = isAllowed && !verification.decoy
  await countText(ctx, wish, isSent && to === wish.contact)
  if (!isSent) return
  await post(ctx.db, { template: "code", to, locale, verificationId, words: { purpose: verification.purpose } })
}

/**
 * Where a code goes: to its contact, but for another password never to the number of an account that has an e-mail
 * address. Numbers pass from hand to hand.
 */
function wayTo({ purpose, contact, owner }: CodeWish): Contact {
  return purpose === "reset" && contact.channel === "sms" && owner?.email ? contactOf(owner.email) : contact
}

/**
 * Takes one of the five tries at a code; it counts even when the caller fails later. Of a contact whose codes are being
 * guessed each code has two: wrong ones elsewhere never stop a right one. Refuses `code_spent`, and `wrong_code` with
 * the tries that are left.
 */
export async function checkCode(
  ctx: Context,
  { verificationId, code }: { verificationId: string; code: string },
  purpose: Purpose,
) {
  const fromHere: RateLimitHit = ["codeTriesPerIp", ctx.ip]
  await consumeLimits(ctx.db, ctx, [fromHere])
  const [verification] = await ctx.db
    .update(verifications)
    .set({ tries: sql`${verifications.tries} + 1` })
    .where(
      sql`${verifications.id} = ${verificationId} and ${verifications.purpose} = ${purpose}
        and ${verifications.tries} < ${CODE_TRIES} and ${isUsable(verifications, ctx.clock)}`,
    )
    .returning()
  if (!verification) refuse("code_spent", { field: "code" })
  const ofContact: RateLimitHit = ["codeTriesPerContact", verification.contact]
  const tries = (await isWithinLimit(ctx.db, ctx, ofContact)) ? CODE_TRIES : CODE_TRIES_ONCE_GUESSED
  if (verification.tries > tries) refuse("code_spent", { field: "code" })
  const right = sameBytes(Buffer.from(code), Buffer.from(codeFor(verification.id, verification.keyId)))
  if (!right || verification.decoy) refuse("wrong_code", { field: "code", facts: { left: tries - verification.tries } })
  await refundLimits(ctx.db, [fromHere, ofContact])
  return verification
}

/** Uses a verification up, in the transaction of what it is for; of two uses only one can succeed. */
export async function useVerification(tx: Queries, { clock }: Context, { id }: Verification) {
  const used = await tx
    .update(verifications)
    .set({ usedAt: clock })
    .where(and(eq(verifications.id, id), isUsable(verifications, clock)))
    .returning({ id: verifications.id })
  if (used.length !== 1) refuse("code_spent", { field: "code" })
}

/** Whether a code has neither been used nor expired, as SQL. */
function isUsable({ usedAt, expiresAt }: Pick<typeof verifications, "usedAt" | "expiresAt">, clock: SQL): SQL {
  return sql`(${usedAt} is null and ${expiresAt} > ${clock})`
}
