import { and, eq, sql } from "drizzle-orm"
import type { Queries } from "@/db/client"
import { factors } from "@/db/schema"
import type { Context } from "@/lib/core/context"
import { type Asked, claimChallenge, newChallenge } from "@/lib/factors/challenges"
import { relyingParty } from "@/lib/factors/relying-party"
import type { Input } from "@/lib/shared/forms"
import { refuse } from "@/lib/shared/refusals"

type Visiting = Pick<Context, "db" | "clock">

/** What a passkey has answered, checked but not yet used. */
export interface Assertion {
  factorId: string
  accountId: string
  counter: number
}

/** What the browser asks a passkey: any of this site, or one of an account. */
export async function assertionOptions(ctx: Visiting, asked: Asked) {
  const { generateAuthenticationOptions } = await import("@simplewebauthn/server")
  const { id: rpID } = relyingParty()
  const challenge = await newChallenge(ctx.db, ctx, asked)
  const allowCredentials = asked.accountId ? await credentialsOf(ctx.db, asked.accountId) : undefined
  return generateAuthenticationOptions({ rpID, challenge, allowCredentials, userVerification: "required" })
}

/** The passkeys of an account, as a browser takes them. */
export async function credentialsOf(db: Queries, accountId: string) {
  const rows = await db
    .select({ id: factors.credentialId, transports: factors.transports })
    .from(factors)
    .where(and(eq(factors.accountId, accountId), eq(factors.kind, "passkey")))
  return rows.map(({ id, transports }) => ({ id: id ?? "", transports: transports ?? undefined }))
}

/**
 * Checks the answer of a passkey against its challenge, which is over with it, its site, its account, its user and its
 * counter. Refuses `passkey_refused`.
 */
export async function checkAssertion(
  ctx: Visiting,
  answer: Input<"passkeyAnswer">["answer"],
  asked: Asked,
): Promise<Assertion> {
  const expectedChallenge = await claimChallenge(ctx.db, ctx, { ...asked, clientData: answer.response.clientDataJSON })
  const owned = asked.accountId ? eq(factors.accountId, asked.accountId) : undefined
  const [factor] = await ctx.db
    .select()
    .from(factors)
    .where(and(eq(factors.credentialId, answer.id), owned))
  const handle = answer.response.userHandle
  if (!factor?.publicKey || (handle && handle !== userHandle(factor.accountId))) refuse("passkey_refused")
  const { verifyAuthenticationResponse } = await import("@simplewebauthn/server")
  const { origin, id } = relyingParty()
  const counter = await verifyAuthenticationResponse({
    response: answer,
    expectedChallenge,
    expectedOrigin: origin,
    expectedRPID: id,
    credential: {
      id: answer.id,
      publicKey: new Uint8Array(Buffer.from(factor.publicKey, "base64url")),
      counter: factor.counter ?? 0,
    },
    requireUserVerification: true,
  }).then(
    ({ verified, authenticationInfo }) => (verified ? authenticationInfo.newCounter : null),
    () => null,
  )
  if (counter === null) refuse("passkey_refused")
  return { factorId: factor.id, accountId: factor.accountId, counter }
}

/** By what a passkey knows its account. */
export function userHandle(accountId: string): string {
  return Buffer.from(accountId).toString("base64url")
}

/** Counts a use of a passkey, in the transaction of what it is for. Refuses `passkey_refused` when it was faster. */
export async function takeAssertion(tx: Queries, { clock }: Pick<Context, "clock">, { factorId, counter }: Assertion) {
  const isAhead = sql`(${factors.counter} < ${counter} or (${factors.counter} = 0 and ${counter}::bigint = 0))`
  const used = await tx
    .update(factors)
    .set({ counter, lastUsedAt: clock })
    .where(and(eq(factors.id, factorId), isAhead))
    .returning({ id: factors.id })
  if (used.length !== 1) refuse("passkey_refused")
}
