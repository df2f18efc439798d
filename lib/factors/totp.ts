import { eq, sql } from "drizzle-orm"
import { Secret, TOTP } from "otpauth"
import type { Queries } from "@/db/client"
import { factors } from "@/db/schema"
import type { Context } from "@/lib/core/context"
import { decrypt } from "@/lib/core/secrets"
import { refuse } from "@/lib/shared/refusals"

const SECRET_BYTES = 20
const STEP_SECONDS = 30
/** So many steps a clock may be early or late. */
const WINDOW = 1
const ISSUER = "Muster"

/** A new secret for an authenticator app, as people type it. */
export function newTotpSecret(): string {
  return new Secret({ size: SECRET_BYTES }).base32
}

/** The address by which an app takes a secret over, from a link or a picture. */
export function totpUri(secret: string, label: string): string {
  return totpOf(secret, label).toString()
}

/** The time step of a code, if it is one of this secret and of about now. */
export function stepOf(secret: string, code: string, seconds: number): number | null {
  const delta = totpOf(secret).validate({ token: code, timestamp: seconds * 1000, window: WINDOW })
  return delta === null ? null : Math.floor(seconds / STEP_SECONDS) + delta
}

/**
 * Takes a code of an app of the account, in the transaction of what it is for; of two uses only one can succeed. Gives
 * whether it is right. Refuses `code_reused` for one of a step whose code was taken before.
 */
export async function claimTotp(
  tx: Queries,
  { clock }: Pick<Context, "clock">,
  { accountId, code }: { accountId: string; code: string },
): Promise<boolean> {
  const { id, secret, keyId } = factors
  const apps = await tx
    .select({ id, secret, keyId, seconds: secondsOf(clock) })
    .from(factors)
    .where(sql`${factors.accountId} = ${accountId} and ${factors.kind} = 'totp'`)
  for (const app of apps) {
    const shared = decrypt(app.secret ?? "", app.id, app.keyId ?? "")
    const step = shared ? stepOf(shared, code, app.seconds) : null
    if (step !== null) return takeStep(tx, { clock }, { id: app.id, step })
  }
  return false
}

async function takeStep(tx: Queries, { clock }: Pick<Context, "clock">, { id, step }: { id: string; step: number }) {
  const isNew = sql`coalesce(${factors.usedStep} < ${step}, true)`
  const used = await tx
    .update(factors)
    .set({ usedStep: step, lastUsedAt: clock })
    .where(sql`${eq(factors.id, id)} and ${isNew}`)
    .returning({ id: factors.id })
  if (used.length !== 1) refuse("code_reused", { field: "code" })
  return true
}

/** The seconds of a clock, as apps count them. */
export function secondsOf(clock: Context["clock"]) {
  return sql<number>`extract(epoch from ${clock})::float8`
}

function totpOf(secret: string, label?: string): TOTP {
  return new TOTP({ issuer: ISSUER, label, secret: Secret.fromBase32(secret), period: STEP_SECONDS })
}
