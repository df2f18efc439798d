import { eq, sql } from "drizzle-orm"
import { accounts, totpDrafts } from "@/db/schema"
import { mustBeFresh } from "@/lib/accounts/accounts"
import { tokenHash } from "@/lib/accounts/sessions"
import { shownContact } from "@/lib/core/contacts"
import type { LoggedIn } from "@/lib/core/context"
import { currentKeyId, decrypt, encrypt } from "@/lib/core/secrets"
import { credentialsOf, userHandle } from "@/lib/factors/assertions"
import { claimChallenge, newChallenge } from "@/lib/factors/challenges"
import { addFactor } from "@/lib/factors/factors"
import { relyingParty } from "@/lib/factors/relying-party"
import { newTotpSecret, secondsOf, stepOf, totpUri } from "@/lib/factors/totp"
import type { Input } from "@/lib/shared/forms"
import { refuse } from "@/lib/shared/refusals"

/** How long the secret of an app is shown before a code has to confirm it. */
const SETUP_MINUTES = 30
const ADD = { action: "account.add-factor" } as const
const SITE = "Muster"

/** Begins to set up an authenticator app, for this login alone. Refuses `factor_needed` and `password_needed`. */
export async function startApp(ctx: LoggedIn, token: string): Promise<void> {
  await mustBeFresh(ctx, undefined, ADD)
  const { accountId } = ctx.actor
  const keyId = currentKeyId()
  const draft = {
    sessionHash: tokenHash(token),
    secret: encrypt(newTotpSecret(), accountId, keyId),
    keyId,
    expiresAt: sql`${ctx.clock} + ${SETUP_MINUTES}::int * interval '1 minute'`,
  }
  await ctx.db
    .insert(totpDrafts)
    .values({ accountId, ...draft })
    .onConflictDoUpdate({ target: totpDrafts.accountId, set: draft })
}

/** The secret of the app that this login sets up, and the address by which an app takes it; null where it sets up none. */
export async function appBeingSetUp(ctx: LoggedIn, token: string) {
  const { accountId } = ctx.actor
  const draft = await draftOf(ctx, token)
  if (!draft) return null
  const { email, phone, number } = accounts
  const [account] = await ctx.db.select({ email, phone, number }).from(accounts).where(eq(accounts.id, accountId))
  const label = shownContact(account?.email ?? account?.phone ?? account?.number ?? "")
  return { secret: draft.secret, uri: totpUri(draft.secret, label) }
}

/**
 * Adds the app that this login sets up, by a code of it; gives recovery codes with the first factor. Refuses
 * `setup_over`, `wrong_factor`, and what `addFactor` refuses.
 */
export async function addApp(ctx: LoggedIn, { name, code }: Input<"addApp">, token: string) {
  const draft = (await draftOf(ctx, token)) ?? refuse("setup_over", { field: "code" })
  const usedStep = stepOf(draft.secret, code, draft.seconds) ?? refuse("wrong_factor", { field: "code" })
  const { accountId } = ctx.actor
  return addFactor(
    ctx,
    {
      name,
      async take(tx, id) {
        const claimed = await tx
          .delete(totpDrafts)
          .where(sql`${totpDrafts.accountId} = ${accountId} and ${totpDrafts.secret} = ${draft.sealed}`)
          .returning({ accountId: totpDrafts.accountId })
        if (claimed.length !== 1) refuse("setup_over", { field: "code" })
        const keyId = currentKeyId()
        return { kind: "totp", secret: encrypt(draft.secret, id, keyId), keyId, usedStep }
      },
    },
    token,
  )
}

async function draftOf({ db, actor, clock }: LoggedIn, token: string) {
  const [draft] = await db
    .select({ sealed: totpDrafts.secret, keyId: totpDrafts.keyId, seconds: secondsOf(clock) })
    .from(totpDrafts)
    .where(
      sql`${totpDrafts.accountId} = ${actor.accountId} and ${totpDrafts.sessionHash} = ${tokenHash(token)}
        and ${totpDrafts.expiresAt} > ${clock}`,
    )
  const secret = draft ? decrypt(draft.sealed, actor.accountId, draft.keyId) : null
  return draft && secret ? { ...draft, secret } : null
}

/** What the browser asks a device to make a passkey of. Refuses `factor_needed` and `password_needed`. */
export async function newPasskeyOptions(ctx: LoggedIn) {
  await mustBeFresh(ctx, undefined, ADD)
  const { generateRegistrationOptions } = await import("@simplewebauthn/server")
  const { accountId } = ctx.actor
  const { name, email, phone, number } = accounts
  const columns = { name, email, phone, number }
  const [account] = await ctx.db.select(columns).from(accounts).where(eq(accounts.id, accountId))
  if (!account) refuse("not_found")
  return generateRegistrationOptions({
    rpName: SITE,
    rpID: relyingParty().id,
    userID: new Uint8Array(Buffer.from(userHandle(accountId), "base64url")),
    userName: account.email ?? account.phone ?? account.number,
    userDisplayName: account.name,
    challenge: await newChallenge(ctx.db, ctx, { purpose: "add", accountId }),
    excludeCredentials: await credentialsOf(ctx.db, accountId),
    // So each can stand for the password as well.
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
  })
}

/**
 * Adds a passkey that a device has made; gives recovery codes with the first factor. Refuses `passkey_refused`,
 * `passkey_present`, and what `addFactor` refuses.
 */
export async function addPasskey(ctx: LoggedIn, { name, answer }: Input<"addPasskey">, token: string) {
  await mustBeFresh(ctx, undefined, ADD)
  const asked = { purpose: "add", accountId: ctx.actor.accountId } as const
  const clientData = answer.response.clientDataJSON
  const expectedChallenge = await claimChallenge(ctx.db, ctx, { ...asked, clientData })
  const { verifyRegistrationResponse } = await import("@simplewebauthn/server")
  const { origin, id } = relyingParty()
  const made = await verifyRegistrationResponse({
    response: answer,
    expectedChallenge,
    expectedOrigin: origin,
    expectedRPID: id,
    requireUserVerification: true,
  }).then(
    ({ registrationInfo }) => registrationInfo?.credential,
    () => undefined,
  )
  if (!made) refuse("passkey_refused")
  const kept = {
    kind: "passkey" as const,
    credentialId: made.id,
    publicKey: Buffer.from(made.publicKey).toString("base64url"),
    counter: made.counter,
    transports: answer.response.transports ?? null,
  }
  return addFactor(ctx, { name, take: async () => kept }, token)
}
