"use server"

import type { Route } from "next"
import { redirect } from "next/navigation"
import { parseRedirectTarget, takeRedirectTarget } from "@/app/(auth)/return-to"
import { confirmationOptions, confirmByCode, confirmByPasskey, confirmByPassword } from "@/lib/factors/confirming"
import type { ActionResult, Outcome, SentForm } from "@/lib/shared/outcome"
import { action, formOf } from "@/lib/web/action"
import { ownToken } from "@/lib/web/session"

type Previous = Outcome<unknown> | null
type Typed = Record<string, unknown>

const byPassword = action("confirmPassword", async (ctx, input) => confirmByPassword(ctx, input, await ownToken()))
const byCode = action("factorCode", async (ctx, input) => confirmByCode(ctx, input, await ownToken()))
const asked = action("nothing", confirmationOptions)
const byPasskey = action("passkeyAnswer", async (ctx, input) => confirmByPasskey(ctx, input, await ownToken()))

/** Makes this login as fresh as a new one, by the password, and goes on. */
export async function confirmPasswordAction(_: Previous, typed: SentForm): ActionResult {
  return goOn(byPassword, typed)
}

/** The same by a code of an app or a recovery code. */
export async function confirmCodeAction(_: Previous, typed: SentForm): ActionResult {
  return goOn(byCode, typed)
}

/** What the browser asks a passkey of the account. */
export async function confirmOptionsAction(_: null, typed: Typed) {
  return asked(null, typed)
}

/** The same by a passkey; gives where to go on. */
export async function confirmPasskeyAction(_: null, typed: Typed): Promise<Outcome<string>> {
  const { next, ...given } = typed ?? {}
  const outcome = await byPasskey(null, given)
  return outcome.ok ? { ...outcome, value: parseRedirectTarget({ next }).next } : outcome
}

async function goOn(act: (previous: null, typed: SentForm) => ActionResult, typed: SentForm): ActionResult {
  const form = formOf(typed)
  const { next } = takeRedirectTarget(form)
  const outcome = await act(null, form)
  return outcome.ok ? redirect(next as Route) : outcome
}
