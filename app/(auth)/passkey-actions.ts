"use server"

import { parseRedirectTarget, placeFor } from "@/app/(auth)/return-to"
import { loginOptions, secondStepOptions } from "@/lib/factors/second-step"
import type { Outcome } from "@/lib/shared/outcome"
import { openAction } from "@/lib/web/action"
import { halfLogin } from "@/lib/web/context"
import { logInBy } from "@/lib/web/session"

type Typed = Record<string, unknown>
type Way = "passkey" | "factor-passkey"

const asked = openAction("nothing", loginOptions)
const askedAgain = openAction("nothing", async (ctx) => secondStepOptions(ctx, await halfLogin()))
const answered = (way: Way) =>
  openAction("passkeyAnswer", (_, { answer }) => logInBy(way, { answer: JSON.stringify(answer) }))
const loggedIn = { passkey: answered("passkey"), "factor-passkey": answered("factor-passkey") }

/** What the browser asks any passkey of this site. */
export async function passkeyOptionsAction(_: null, typed: Typed) {
  return asked(null, typed)
}

/** Logs in with a passkey alone; gives where to go on. */
export async function passkeyLoginAction(_: null, typed: Typed) {
  return goneOn("passkey", typed)
}

/** What the browser asks a passkey of the account whose password was right. */
export async function secondPasskeyOptionsAction(_: null, typed: Typed) {
  return askedAgain(null, typed)
}

/** Ends a login that waits for a factor with a passkey; gives where to go on. */
export async function secondPasskeyAction(_: null, typed: Typed) {
  return goneOn("factor-passkey", typed)
}

async function goneOn(way: Way, typed: Typed | null): Promise<Outcome<string>> {
  const { next, ...given } = typed ?? {}
  const outcome = await loggedIn[way](null, given)
  return outcome.ok ? { ok: true, value: placeFor(parseRedirectTarget({ next }), outcome.value) } : outcome
}
