import { sql } from "drizzle-orm"
import { uuidv7 } from "uuidv7"
import type { Queries } from "@/db/client"
import { proofs } from "@/db/schema"
import { codeFor } from "@/lib/core/codes"
import { type Contact, contactOf } from "@/lib/core/contacts"
import type { Context } from "@/lib/core/context"
import { spend } from "@/lib/core/limits"
import { sameBytes } from "@/lib/core/secrets"
import { transact } from "@/lib/core/transaction"
import { post, type Template } from "@/lib/letters"
import { settings } from "@/lib/settings"
import { CODE_MINUTES } from "@/lib/shared/lengths"
import { refuse } from "@/lib/shared/refusals"
import type { Locale } from "@/lib/shared/roles"

const CODE_TRIES = 5

export type Proof = typeof proofs.$inferSelect
type Purpose = Proof["purpose"]

interface Asked {
  purpose: Purpose
  contact: Contact
  locale: Locale
  accountId?: string
  /** What the code will bring about; made only once the attempt has been counted, for it costs a hash. */
  draft?: () => Promise<Proof["draft"]>
  /** A decoy answers like any other: nothing tells the asker that the contact is taken or unknown. */
  decoy?: boolean
  /** The letter that goes out; none to a contact that nobody has. */
  template: Template | null
}

/** Sends a code to a contact, and nowhere else; gives the id to answer with (R34). Refuses `rate_reached`. */
export async function askForCode(ctx: Context, asked: Asked): Promise<string> {
  const { contact, template, locale, purpose, accountId, draft, decoy = false } = asked
  await spend(ctx.db, ctx, [
    ["codesPerContact", `${purpose}:${contact.address}`],
    ["codesPerIp", ctx.ip],
    ["codesBySms", contact.channel === "sms" && template ? "all" : null],
  ])
  const drafted = await draft?.()
  return transact(ctx, async (tx) => {
    const id = uuidv7()
    await tx.insert(proofs).values({
      id,
      purpose,
      contact: contact.address,
      accountId,
      draft: drafted,
      decoy,
      createdAt: sql`${ctx.clock}`,
      expiresAt: sql`${ctx.clock} + ${CODE_MINUTES}::int * interval '1 minute'`,
    })
    if (template) await post(tx, { template, to: contact, locale, proofId: id })
    return id
  })
}

/** Sends the same code once more while it can be used. Refuses `rate_reached` until a minute has passed since. */
export async function sendCodeAgain(ctx: Context, proofId: string, locale: Locale) {
  const { seconds } = settings().limits.codeAgain
  const [proof] = await ctx.db.execute<Pick<Proof, "contact" | "decoy" | "purpose"> & { wait: number }>(sql`
    select contact, decoy, purpose, ceil(${seconds}::int - extract(epoch from ${ctx.clock} - created_at))::int as wait
      from proofs where id = ${proofId} and used_at is null and expires_at > ${ctx.clock}`)
  if (!proof) refuse("code_spent")
  if (proof.wait > 0) refuse("rate_reached", { retryAfter: proof.wait })
  await spend(ctx.db, ctx, [
    ["codeAgain", proofId],
    ["codesPerIp", ctx.ip],
    ["codesPerContact", `${proof.purpose}:${proof.contact}`],
    ["codesBySms", proof.contact.includes("@") || proof.decoy ? null : "all"],
  ])
  if (!proof.decoy) await post(ctx.db, { template: "code", to: contactOf(proof.contact), locale, proofId })
}

/**
 * Takes one try at a code: five a code, in time, once. The try counts even when the caller fails later.
 * Refuses `code_spent` and `wrong_code` with the tries that are left.
 */
export async function tryCode(ctx: Context, { proofId, code }: { proofId: string; code: string }, purpose: Purpose) {
  await spend(ctx.db, ctx, [["codeTriesPerIp", ctx.ip]])
  const [proof] = await ctx.db
    .update(proofs)
    .set({ tries: sql`${proofs.tries} + 1` })
    .where(
      sql`${proofs.id} = ${proofId} and ${proofs.purpose} = ${purpose} and ${proofs.usedAt} is null
        and ${proofs.tries} < ${CODE_TRIES} and ${proofs.expiresAt} > ${ctx.clock}`,
    )
    .returning()
  if (!proof) refuse("code_spent", { field: "code" })
  await spend(ctx.db, ctx, [["codeTriesPerContact", proof.contact]])
  const right = sameBytes(Buffer.from(code), Buffer.from(codeFor(proof.id)))
  if (!right || proof.decoy) refuse("wrong_code", { field: "code", facts: { left: CODE_TRIES - proof.tries } })
  return proof
}

/** Uses a proof up, in the transaction of what it is for; only one of two can. */
export async function useProof(tx: Queries, { clock }: Context, { id }: Proof) {
  const used = await tx.execute(
    sql`update proofs set used_at = ${clock} where id = ${id} and used_at is null and expires_at > ${clock} returning id`,
  )
  if (used.length !== 1) refuse("code_spent", { field: "code" })
}
