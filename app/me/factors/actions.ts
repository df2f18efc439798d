"use server"

import { redirect } from "next/navigation"
import { addApp, addPasskey, newPasskeyOptions, startApp } from "@/lib/factors/adding"
import { makeRecoveryCodes, removeFactor, renameFactor } from "@/lib/factors/factors"
import { isLoginOld } from "@/lib/shared/old-login"
import type { ActionResult, Outcome, SentForm } from "@/lib/shared/outcome"
import { action } from "@/lib/web/action"
import { ownToken } from "@/lib/web/session"

type Previous = Outcome<unknown> | null
type Codes = Promise<Outcome<string[] | null>>
type Typed = Record<string, unknown>

const started = action("nothing", async (ctx) => startApp(ctx, await ownToken()))
const appAdded = action("addApp", async (ctx, input) => addApp(ctx, input, await ownToken()))
const asked = action("newPasskey", newPasskeyOptions)
const passkeyAdded = action("addPasskey", async (ctx, input) => addPasskey(ctx, input, await ownToken()))
const renamed = action("renameFactor", renameFactor)
const removed = action("removeFactor", removeFactor)
const made = action("nothing", makeRecoveryCodes)

/** Begins to set up an authenticator app. */
export async function startAppAction(_: Previous, typed: SentForm): ActionResult {
  return toPage("/me/factors/app", confirmed("/me/factors", await started(null, typed)))
}

/** Adds the app that is being set up, by a code of it; gives recovery codes with the first factor. */
export async function addAppAction(_: Previous, typed: SentForm): Codes {
  const outcome = confirmed("/me/factors/app", await appAdded(null, typed))
  return outcome.ok && !outcome.value ? redirect("/me/factors") : outcome
}

/** What the browser asks a device to make a passkey of, which has a name already. */
export async function newPasskeyOptionsAction(_: null, typed: Typed) {
  return asked(null, typed)
}

/** Adds a passkey; gives recovery codes with the first factor. */
export async function addPasskeyAction(_: null, typed: Typed): Codes {
  return passkeyAdded(null, typed)
}

/** Gives a factor another name. */
export async function renameFactorAction(_: Previous, typed: SentForm): ActionResult {
  return toPage("/me/factors", confirmed("/me/factors", await renamed(null, typed)))
}

/** Removes a factor. */
export async function removeFactorAction(_: Previous, typed: SentForm): ActionResult {
  return toPage("/me/factors", confirmed("/me/factors", await removed(null, typed)))
}

/** Makes new recovery codes and gives them. */
export async function makeRecoveryCodesAction(_: Previous, typed: SentForm): Codes {
  return confirmed("/me/factors/codes", await made(null, typed))
}

/** Sends a login that is not fresh enough to confirm itself, and back to a page. */
function confirmed<T>(page: string, outcome: Outcome<T>): Outcome<T> {
  return isLoginOld(outcome) ? redirect(`/me/confirm?${new URLSearchParams({ next: page })}`) : outcome
}

function toPage(page: "/me/factors" | "/me/factors/app", outcome: Outcome<unknown>) {
  return outcome.ok ? redirect(page) : outcome
}
