import type { Queries } from "@/db/client"
import { notifyOwner } from "@/lib/accounts/accounts"
import type { Context } from "@/lib/core/context"
import { claimRecoveryCode, recoveryCodesLeft, recoveryHash } from "@/lib/factors/recovery-codes"
import { claimTotp } from "@/lib/factors/totp"
import { CODE_DIGITS } from "@/lib/shared/lengths"
import { refuse } from "@/lib/shared/refusals"

const OF_AN_APP = new RegExp(`^\\d{${CODE_DIGITS}}$`)

/** A typed code, by what it can be. */
export type ReadCode = { method: "totp"; code: string } | { method: "recovery-code"; hash: string | null }

/** Tells a code of an app from a recovery code, by its form alone. */
export function methodOf(typed: string): ReadCode["method"] {
  return OF_AN_APP.test(withoutGaps(typed)) ? "totp" : "recovery-code"
}

/** Reads a typed code; a recovery code is hashed for it, so what limits the tries is counted before. */
export async function readCode(db: Queries, accountId: string, typed: string): Promise<ReadCode> {
  if (methodOf(typed) === "totp") return { method: "totp", code: withoutGaps(typed) }
  return { method: "recovery-code", hash: await recoveryHash(db, accountId, typed) }
}

/**
 * Uses a code up, in the transaction of what it is for. The owner gets a letter about a recovery code. Refuses
 * `wrong_factor`, and `code_reused` for a code of an app that was taken before.
 */
export async function claimCode(
  tx: Queries,
  ctx: Pick<Context, "clock">,
  { accountId, read }: { accountId: string; read: ReadCode },
) {
  if (read.method === "totp") {
    if (!(await claimTotp(tx, ctx, { accountId, code: read.code }))) refuse("wrong_factor", { field: "code" })
    return
  }
  const { hash } = read
  if (!hash || !(await claimRecoveryCode(tx, ctx, { accountId, hash })))
    refuse("wrong_factor", { field: "code", facts: { kind: "recovery" } })
  const left = String(await recoveryCodesLeft(tx, accountId))
  await notifyOwner(tx, { id: accountId }, { template: "recovery-code-used", words: { left } })
}

function withoutGaps(typed: string): string {
  return typed.replace(/[\s-]/g, "")
}
