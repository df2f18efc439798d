import { TOTP } from "otpauth"
import type { Database } from "@/db/client"
import { openSession } from "@/lib/accounts/sessions"
import type { Context, LoggedIn } from "@/lib/core/context"
import { addApp, addPasskey, appBeingSetUp, newPasskeyOptions, startApp } from "@/lib/factors/adding"
import { clockAfter } from "@/lib/testing"
import { authenticator } from "@/lib/testing/factors/authenticator"

const MINUTE_MS = 60_000
/** Apps are set up so long ago, so that all codes of about now are new. */
const SET_UP = -5

interface Holder {
  id: string
  ctx: LoggedIn
}

/** The code that an app with this secret shows, so many minutes from now. */
export function codeOf(secret: string, minutes = 0): string {
  return new TOTP({ secret }).generate({ timestamp: Date.now() + minutes * MINUTE_MS })
}

/** Sets up an authenticator app; gives its secret, and the codes that come with the first factor. */
export async function withApp(db: Database, { id, ctx }: Holder) {
  const then = fresh({ ...ctx, clock: clockAfter(`${SET_UP} minutes`) })
  const token = await openSession(db, then, id)
  await startApp(then, token)
  const { secret = "" } = (await appBeingSetUp(then, token)) ?? {}
  const codes = await addApp(then, { name: "Phone", code: codeOf(secret, SET_UP) }, token)
  return { secret, codes: codes ?? [], token }
}

/** Adds a passkey; gives the device that has it, and the codes that come with the first factor. */
export async function withPasskey(db: Database, { id, ctx }: Holder, about: Parameters<typeof authenticator>[0] = {}) {
  const token = await openSession(db, ctx, id)
  const device = authenticator(about)
  const answer = device.create(await newPasskeyOptions(fresh(ctx)))
  const codes = await addPasskey(fresh(ctx), { name: "Laptop", answer }, token)
  return { device, codes: codes ?? [], token }
}

/** As with a login that has just given a second factor. */
export function fresh(ctx: LoggedIn): LoggedIn {
  return { ...ctx, actor: { ...ctx.actor, freshFactor: true } }
}

/** As with a login that is no longer fresh. */
export function stale(ctx: LoggedIn): LoggedIn {
  return { ...ctx, actor: { ...ctx.actor, freshLogin: false, freshFactor: false } }
}

/** As a visitor, from an address of their own. */
export function visitorFrom(ctx: Context, ip: string | null = null): Context<null> {
  return { ...ctx, actor: null, ip }
}
