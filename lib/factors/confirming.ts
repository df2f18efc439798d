import type { Queries } from "@/db/client"
import { mustKnowPassword } from "@/lib/accounts/accounts"
import { confirmSession } from "@/lib/accounts/second-step/confirming"
import { audited, record, recordRefusals } from "@/lib/audit/audit"
import type { LoggedIn } from "@/lib/core/context"
import { consumeLimits, type RateLimitHit, resetLimits } from "@/lib/core/limits"
import { lockAccount } from "@/lib/core/locks"
import { assertionOptions, checkAssertion, takeAssertion } from "@/lib/factors/assertions"
import { claimCode, readCode } from "@/lib/factors/codes"
import type { Input } from "@/lib/shared/forms"
import type { LoginMethod } from "@/lib/shared/rows/factors"

const CONFIRM = { action: "account.confirm" } as const

/** Makes the login as fresh as a new one, by the password. Refuses `wrong_password`, `rate_reached`, `login_expired`. */
export async function confirmByPassword(ctx: LoggedIn, { password }: Input<"confirmPassword">, token: string) {
  try {
    await mustKnowPassword(ctx, password, "password")
  } catch (error) {
    await recordRefusals(ctx, [{ entry: CONFIRM, error }])
    throw error
  }
  await confirmed(ctx, { token, method: "password" }, async () => {})
}

/**
 * Makes the login as fresh as a new one with a factor, by a code of an app or a recovery code. Refuses `wrong_factor`,
 * `code_reused`, `rate_reached` and `login_expired`.
 */
export async function confirmByCode(ctx: LoggedIn, { code }: Input<"factorCode">, token: string) {
  const { accountId } = ctx.actor
  const counted: RateLimitHit = ["confirmationsPerAccount", accountId]
  await consumeLimits(ctx.db, ctx, [counted])
  const read = await readCode(ctx.db, accountId, code)
  await confirmed(ctx, { token, method: read.method }, async (tx) => {
    await claimCode(tx, ctx, { accountId, read })
    await resetLimits(tx, [counted])
  })
}

/** What the browser asks a passkey of the account to confirm the login. */
export function confirmationOptions(ctx: LoggedIn) {
  return assertionOptions(ctx, { purpose: "confirm", accountId: ctx.actor.accountId })
}

/** The same by a passkey of the account. Refuses `passkey_refused` and `login_expired`. */
export async function confirmByPasskey(ctx: LoggedIn, { answer }: Input<"passkeyAnswer">, token: string) {
  const assertion = await checkAssertion(ctx, answer, { purpose: "confirm", accountId: ctx.actor.accountId })
  await confirmed(ctx, { token, method: "passkey" }, (tx) => takeAssertion(tx, ctx, assertion))
}

interface Confirmation {
  token: string
  method: LoginMethod
}

/** Confirms the login once what it asks for is used up; a refusal is recorded. */
function confirmed(ctx: LoggedIn, { token, method }: Confirmation, use: (tx: Queries) => Promise<void>) {
  return audited(
    ctx,
    async (tx) => {
      await lockAccount(tx, ctx.actor.accountId)
      return { entry: CONFIRM }
    },
    async (tx, { entry }) => {
      await use(tx)
      await confirmSession(tx, ctx, { token, methods: [method] })
      await record(tx, ctx, entry)
    },
  )
}
