"use server"

import { parseRedirectTarget, placeFor } from "@/app/(auth)/return-to"
import { secondStepOptions } from "@/lib/factors/second-step"
import type { Outcome } from "@/lib/shared/outcome"
import { openAction } from "@/lib/web/action"
import { halfLogin } from "@/lib/web/context"
import { logInBy } from "@/lib/web/session"

type Typed = Record<string, unknown>

const asked = openAction("nothing", async (ctx) => secondStepOptions(ctx, await halfLogin()))
const answered = openAction("passkeyAnswer", (_, { answer }) =>
  logInBy("factor-passkey", { answer: JSON.stringify(answer) }),
)

/** What the browser asks a passkey of the account whose password was right. */
export async function secondPasskeyOptionsAction(_: null, typed: Typed) {
  return asked(null, typed)
}

/** Ends a login that waits for a factor with a passkey; gives where to go on. */
export async function secondPasskeyAction(_: null, typed: Typed): Promise<Outcome<string>> {
  const { next, ...given } = typed ?? {}
  const outcome = await answered(null, given)
  return outcome.ok ? { ...outcome, value: placeFor(parseRedirectTarget({ next }), outcome.value) } : outcome
}
