import { eq } from "drizzle-orm"
import type { Queries } from "@/db/client"
import { accounts, factors } from "@/db/schema"
import { forgiveLogin } from "@/lib/accounts/attempts"
import { givenBackIfBusy } from "@/lib/accounts/counting/busy"
import { tellOfLogin } from "@/lib/accounts/logins/news"
import { claimHalfLogin, halfLoginOf, takeTry } from "@/lib/accounts/second-step/half-logins"
import { openSessionBy } from "@/lib/accounts/sessions"
import { audited, record } from "@/lib/audit/audit"
import type { Context, LoggedIn } from "@/lib/core/context"
import { consumeLimits } from "@/lib/core/limits"
import { lockAccount } from "@/lib/core/locks"
import { assertionOptions, checkAssertion, takeAssertion } from "@/lib/factors/assertions"
import { claimCode, methodOf, readCode } from "@/lib/factors/codes"
import { countSecondStep, noteWrongCode } from "@/lib/factors/tries"
import type { Input } from "@/lib/shared/forms"
import { Refusal, refuse } from "@/lib/shared/refusals"
import type { FactorKind, LoginMethod } from "@/lib/shared/rows/factors"

const LOG_IN = { action: "account.log-in" } as const
const WRONG: Refusal["code"][] = ["wrong_factor", "code_reused"]

/** What a login that waits for a factor can go on with; null where no login waits. */
export async function factorsOwed(ctx: Context, half: string): Promise<Set<FactorKind> | null> {
  const accountId = await halfLoginOf(ctx.db, ctx, half)
  if (!accountId) return null
  const rows = await ctx.db.select({ kind: factors.kind }).from(factors).where(eq(factors.accountId, accountId))
  return new Set(rows.map(({ kind }) => kind))
}

/**
 * Ends a login that waits for a factor with a code of an app, or a recovery code; gives the session's token. Refuses
 * `wrong_factor`, `code_reused`, `half_login_over` after five tries or ten minutes, and `rate_reached`. The owner gets a
 * letter about the fifth wrong one of a day.
 */
export async function logInByCode(ctx: Context, { code }: Input<"factorCode">, half: string): Promise<string> {
  const accountId = await takeTry(ctx.db, ctx, half)
  const owner = await ownerOf(ctx.db, accountId)
  const counted = await countSecondStep(ctx, owner, { guessable: methodOf(code) === "totp" })
  const hits = [...counted.forgotten, ...counted.refunded]
  const read = await givenBackIfBusy(ctx, hits, () => readCode(ctx.db, accountId, code))
  try {
    return await opened(ctx, { accountId, methods: ["password", read.method] }, async (tx) => {
      await claimHalfLogin(tx, ctx, half)
      await claimCode(tx, ctx, { accountId, read })
      await forgiveLogin({ db: tx }, counted)
    })
  } catch (error) {
    if (error instanceof Refusal && WRONG.includes(error.code)) await noteWrongCode(ctx, owner)
    throw error
  }
}

/** What the browser asks a passkey to end a login that waits for a factor. Refuses `half_login_over`. */
export async function secondStepOptions(ctx: Context, half: string) {
  const accountId = (await halfLoginOf(ctx.db, ctx, half)) ?? refuse("half_login_over")
  return assertionOptions(ctx, { purpose: "second-step", accountId })
}

/** Ends a login that waits for a factor with a passkey; gives the session's token. Refuses `passkey_refused` too. */
export async function logInByFactor(ctx: Context, { answer }: Input<"passkeyAnswer">, half: string): Promise<string> {
  const accountId = await takeTry(ctx.db, ctx, half)
  const counted = await countSecondStep(ctx, await ownerOf(ctx.db, accountId), { guessable: false })
  const assertion = await checkAssertion(ctx, answer, { purpose: "second-step", accountId })
  return opened(ctx, { accountId, methods: ["password", "passkey"] }, async (tx) => {
    await claimHalfLogin(tx, ctx, half)
    await takeAssertion(tx, ctx, assertion)
    await forgiveLogin({ db: tx }, counted)
  })
}

/** What the browser asks any passkey of this site for a login without a password. Refuses `rate_reached`. */
export async function loginOptions(ctx: Context) {
  await consumeLimits(ctx.db, ctx, [["passkeysAskedPerIp", ctx.ip]])
  return assertionOptions(ctx, { purpose: "log-in", accountId: null })
}

/**
 * Logs in with a passkey, which has verified its user and so stands for password and factor; gives the session's token.
 * Refuses `passkey_refused` and `rate_reached`.
 */
export async function logInByPasskey(ctx: Context, { answer }: Input<"passkeyAnswer">): Promise<string> {
  await consumeLimits(ctx.db, ctx, [["passkeysAskedPerIp", ctx.ip]])
  const assertion = await checkAssertion(ctx, answer, { purpose: "log-in", accountId: null })
  return opened(ctx, { accountId: assertion.accountId, methods: ["passkey"] }, (tx) =>
    takeAssertion(tx, ctx, assertion),
  )
}

interface Opening {
  accountId: string
  methods: LoginMethod[]
}

/** Opens a session once what it asks for is used up; a refusal is recorded. */
function opened(ctx: Context, { accountId, methods }: Opening, use: (tx: Queries) => Promise<void>) {
  const acting: LoggedIn = { ...ctx, actor: { accountId, freshLogin: true } }
  return audited(
    acting,
    async (tx) => {
      // Another password, which ends what waits, comes before all of this or after it.
      await lockAccount(tx, accountId)
      return { entry: LOG_IN }
    },
    async (tx, { entry }) => {
      await use(tx)
      await record(tx, acting, entry)
      await tellOfLogin(tx, ctx, await ownerOf(tx, accountId))
      return openSessionBy(tx, ctx, { accountId, methods })
    },
  )
}

async function ownerOf(db: Queries, accountId: string) {
  const [owner] = await db.select().from(accounts).where(eq(accounts.id, accountId))
  return owner ?? refuse("half_login_over")
}
