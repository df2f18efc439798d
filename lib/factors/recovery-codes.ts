import { randomBytes } from "node:crypto"
import { and, count, eq, isNull } from "drizzle-orm"
import type { Queries } from "@/db/client"
import { recoveryCodes } from "@/db/schema"
import { saltedHash } from "@/lib/accounts/passwords"
import type { Context } from "@/lib/core/context"
import { randomWord } from "@/lib/core/secrets"
import type { Turn } from "@/lib/core/turns/fair"

const CODES = 10
const LENGTH = 10
/** Without what is taken for something else. */
const LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
const SALT_BYTES = 16
const FORM = new RegExp(`^[${LETTERS}]{${LENGTH}}$`)

/** New codes with what is kept of them; hashed outside of any transaction, for that takes its time. */
export async function newRecoveryCodes(accountId: string) {
  const salt = randomBytes(SALT_BYTES)
  const codes = Array.from({ length: CODES }, () => randomWord(LENGTH, LETTERS))
  const hashes: string[] = []
  // One after the other: others log in meanwhile.
  for (const code of codes) hashes.push(await saltedHash(code, salt, turnFor(accountId)))
  return { codes: codes.map(grouped), salt: salt.toString("base64url"), hashes }
}

export type NewCodes = Awaited<ReturnType<typeof newRecoveryCodes>>

/** Keeps new codes in place of all that the account had. */
export async function keepRecoveryCodes(
  tx: Queries,
  { clock }: Pick<Context, "clock">,
  { accountId, made }: { accountId: string; made: NewCodes },
) {
  await endRecoveryCodes(tx, accountId)
  const { salt, hashes } = made
  await tx.insert(recoveryCodes).values(hashes.map((hash) => ({ accountId, hash, salt, createdAt: clock })))
}

export function endRecoveryCodes(tx: Queries, accountId: string) {
  return tx.delete(recoveryCodes).where(eq(recoveryCodes.accountId, accountId))
}

/** How many codes of an account are left. */
export async function recoveryCodesLeft(db: Queries, accountId: string): Promise<number> {
  const [row] = await db.select({ left: count() }).from(recoveryCodes).where(unusedOf(accountId))
  return row?.left ?? 0
}

/** What a typed code is kept as, if it has the form of one and the account has codes; null for any other. */
export async function recoveryHash(db: Queries, accountId: string, typed: string): Promise<string | null> {
  const code = typed.toLowerCase().replace(/[\s-]/g, "")
  if (!FORM.test(code)) return null
  const [made] = await db.select({ salt: recoveryCodes.salt }).from(recoveryCodes).where(unusedOf(accountId)).limit(1)
  return made ? saltedHash(code, Buffer.from(made.salt, "base64url"), turnFor(accountId)) : null
}

/** Uses a code up, in the transaction of what it is for; of two uses only one can succeed. Gives whether it is right. */
export async function claimRecoveryCode(
  tx: Queries,
  { clock }: Pick<Context, "clock">,
  { accountId, hash }: { accountId: string; hash: string },
): Promise<boolean> {
  const used = await tx
    .update(recoveryCodes)
    .set({ usedAt: clock })
    .where(and(unusedOf(accountId), eq(recoveryCodes.hash, hash)))
    .returning({ hash: recoveryCodes.hash })
  return used.length === 1
}

function unusedOf(accountId: string) {
  return and(eq(recoveryCodes.accountId, accountId), isNull(recoveryCodes.usedAt))
}

/** Whoever has come so far is known by the password. */
function turnFor(accountId: string): Turn {
  return { lane: "known", owner: accountId }
}

/** In two groups, as it is read and typed. */
function grouped(code: string): string {
  return `${code.slice(0, LENGTH / 2)}-${code.slice(LENGTH / 2)}`
}
