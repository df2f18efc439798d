import { sql } from "drizzle-orm"
import { uuidv7 } from "uuidv7"
import type { Queries } from "@/db/client"
import { verifications } from "@/db/schema"
import { type Contact, contactOf } from "@/lib/core/contacts"
import type { Context } from "@/lib/core/context"
import { consumeLimits } from "@/lib/core/limits"
import { codeFor, sameBytes } from "@/lib/core/secrets"
import { transact } from "@/lib/core/transaction"
import { post, type Template } from "@/lib/letters"
import { settings } from "@/lib/settings"
import { CODE_MINUTES } from "@/lib/shared/lengths"
import { refuse } from "@/lib/shared/refusals"
import type { Locale } from "@/lib/shared/roles"

const CODE_TRIES = 5

export type Verification = typeof verifications.$inferSelect
type Purpose = Verification["purpose"]

interface CodeRequest {
  purpose: Purpose
  contact: Contact
  locale: Locale
  accountId?: string
  /** What the code will bring about; made only once the attempt has been counted, for it costs a hash. */
  draft?: () => Promise<Verification["draft"]>
  /** A decoy answers like any other: nothing tells the asker that the contact is taken or unknown. */
  decoy?: boolean
  /** The letter that goes out; none to a contact that nobody has. */
  template: Template | null
}

/** Sends a code to a contact, and nowhere else; gives the id to answer with (R34). Refuses `rate_reached`. */
export async function sendCode(ctx: Context, asked: CodeRequest): Promise<string> {
  const { contact, template, locale, purpose, accountId, draft, decoy = false } = asked
  await consumeLimits(ctx.db, ctx, [
    ["codesPerContact", `${purpose}:${contact.address}`],
    ["codesPerIp", ctx.ip],
    ["codesBySms", contact.channel === "sms" && template ? "all" : null],
  ])
  const drafted = await draft?.()
  return transact(ctx, async (tx) => {
    const id = uuidv7()
    await tx.insert(verifications).values({
      id,
      purpose,
      contact: contact.address,
      accountId,
      draft: drafted,
      decoy,
      createdAt: sql`${ctx.clock}`,
      expiresAt: sql`${ctx.clock} + ${CODE_MINUTES}::int * interval '1 minute'`,
    })
    if (template) await post(tx, { template, to: contact, locale, verificationId: id })
    return id
  })
}

/** Sends the same code once more while it can be used. Refuses `rate_reached` until a minute has passed since. */
export async function resendCode(ctx: Context, verificationId: string, locale: Locale) {
  const { seconds } = settings().limits.codeAgain
  const [verification] = await ctx.db.execute<
    Pick<Verification, "contact" | "decoy" | "purpose"> & { wait: number }
  >(sql`
    select contact, decoy, purpose, ceil(${seconds}::int - extract(epoch from ${ctx.clock} - created_at))::int as wait
      from verifications where id = ${verificationId} and used_at is null and expires_at > ${ctx.clock}`)
  if (!verification) refuse("code_spent")
  if (verification.wait > 0) refuse("rate_reached", { retryAfter: verification.wait })
  await consumeLimits(ctx.db, ctx, [
    ["codeAgain", verificationId],
    ["codesPerIp", ctx.ip],
    ["codesPerContact", `${verification.purpose}:${verification.contact}`],
    ["codesBySms", verification.contact.includes("@") || verification.decoy ? null : "all"],
  ])
  if (!verification.decoy)
    await post(ctx.db, { template: "code", to: contactOf(verification.contact), locale, verificationId })
}

/**
 * Takes one try at a code: five a code, in time, once. The try counts even when the caller fails later.
 * Refuses `code_spent` and `wrong_code` with the tries that are left.
 */
export async function checkCode(
  ctx: Context,
  { verificationId, code }: { verificationId: string; code: string },
  purpose: Purpose,
) {
  await consumeLimits(ctx.db, ctx, [["codeTriesPerIp", ctx.ip]])
  const [verification] = await ctx.db
    .update(verifications)
    .set({ tries: sql`${verifications.tries} + 1` })
    .where(
      sql`${verifications.id} = ${verificationId} and ${verifications.purpose} = ${purpose} and ${verifications.usedAt} is null
        and ${verifications.tries} < ${CODE_TRIES} and ${verifications.expiresAt} > ${ctx.clock}`,
    )
    .returning()
  if (!verification) refuse("code_spent", { field: "code" })
  await consumeLimits(ctx.db, ctx, [["codeTriesPerContact", verification.contact]])
  const right = sameBytes(Buffer.from(code), Buffer.from(codeFor(verification.id)))
  if (!right || verification.decoy)
    refuse("wrong_code", { field: "code", facts: { left: CODE_TRIES - verification.tries } })
  return verification
}

/** Uses a verification up, in the transaction of what it is for; only one of two can. */
export async function useVerification(tx: Queries, { clock }: Context, { id }: Verification) {
  const used = await tx.execute(
    sql`update verifications set used_at = ${clock} where id = ${id} and used_at is null and expires_at > ${clock} returning id`,
  )
  if (used.length !== 1) refuse("code_spent", { field: "code" })
}
