"use server"

import type { Route } from "next"
import { redirect } from "next/navigation"
import { placeFor, type RedirectTarget, takeRedirectTarget, withReturnTo } from "@/app/(auth)/return-to"
import { forgotPassword, resetPassword } from "@/lib/accounts/login"
import { keysInUse } from "@/lib/accounts/notices/keys-in-use"
import { register } from "@/lib/accounts/registration"
import { hasFactor } from "@/lib/accounts/second-step/owed"
import { resendCode } from "@/lib/accounts/verification"
import { masked, parseContact } from "@/lib/core/contacts"
import { loginOptions } from "@/lib/factors/second-step"
import { registrationCode } from "@/lib/invitations/invitations"
import { type ActionResult, DRAWN_FOR, type Outcome, type SentForm } from "@/lib/shared/outcome"
import { formOf, openAction, readerLocale } from "@/lib/web/action"
import { leave, logInBy, otherAccount, rememberBrowser, visitor } from "@/lib/web/session"

type Previous = Outcome<unknown> | null

const login = openAction("login", (_, input) => logInBy("password", input))
const passkeyAsked = openAction("nothing", loginOptions)
const passkeyAnswered = openAction("passkeyAnswer", (_, { answer }) =>
  logInBy("passkey", { answer: JSON.stringify(answer) }),
)
const secondStep = openAction("factorCode", (_, input) => logInBy("factor-code", input))
const confirm = openAction("code", (_, input) => logInBy("code", input))
const start = openAction("register", register)
const invitedCode = openAction("registrationCode", registrationCode)
const registerInvited = openAction("registerInvited", (_, input) => logInBy("invited", input))
const forgot = openAction("forgot", async (ctx, input) => forgotPassword(ctx, input, await readerLocale()))
const reset = openAction("reset", async (ctx, input) => {
  const accountId = await resetPassword(ctx, input)
  // Where there is a factor, a browser is known once that was given too.
  if (!(await hasFactor(ctx.db, accountId))) await rememberBrowser(ctx, accountId)
  return keysInUse(ctx.db, accountId)
})
const again = openAction("codeAgain", async (ctx, input) => resendCode(ctx, input.verificationId, await readerLocale()))

/**
 * Logs in by password and goes on. A button of the same form asks for a passkey first: it is given what to ask, and then
 * where its answer leads. One action serves both, for each weighs on a page that every visitor loads.
 */
export async function loginAction(_: Previous, typed: SentForm): ActionResult {
  const form = formOf(typed)
  if (!form.has("passkey")) return goOn(login, form, placeFor)
  form.delete("passkey")
  const journey = takeRedirectTarget(form)
  if (!form.has("answer")) return passkeyAsked(null, form)
  const outcome = await passkeyAnswered(null, form)
  return outcome.ok ? { ...outcome, value: placeFor(journey, outcome.value) } : outcome
}

/** Ends a login that waits for a factor, by a code of an app or a recovery code, and goes on. */
export async function secondStepAction(_: Previous, typed: SentForm): ActionResult {
  return goOn(secondStep, typed, placeFor)
}

/** Starts a registration; the code goes to the contact. */
export async function registerAction(_: Previous, typed: SentForm): ActionResult {
  return goOn(start, typed, ({ next }, verification) =>
    withReturnTo({ next, to: toOf(typed) }, "/verify", { verification }),
  )
}

/** Sends the code with which the invited contact registers. */
export async function invitedCodeAction(_: Previous, typed: SentForm): ActionResult {
  return goOn(invitedCode, typed, (journey, verification) => withReturnTo(journey, "/register", { verification }))
}

/** Registers the invited contact with its code; the account is logged in. */
export async function registerInvitedAction(_: Previous, typed: SentForm): ActionResult {
  return goOn(registerInvited, typed, placeFor)
}

/** Ends a registration with the code: the account exists and is logged in. */
export async function verifyAction(_: Previous, typed: SentForm): ActionResult {
  return goOn(confirm, typed, placeFor)
}

export async function forgotAction(_: Previous, typed: SentForm): ActionResult {
  return goOn(forgot, typed, ({ next }, verification) =>
    withReturnTo({ next, to: toOf(typed) }, "/reset", { verification }),
  )
}

export async function resetAction(_: Previous, typed: SentForm): ActionResult {
  return goOn(reset, typed, ({ next }, { length }) =>
    withReturnTo({ next: length > 0 ? reviewThen(next) : next }, "/login", { reset: "1" }),
  )
}

export async function codeAgainAction(_: Previous, typed: SentForm): ActionResult {
  return again(null, typed)
}

/** Ends this login: the cookie goes, and its session's row is over. */
export async function logOutAction(): Promise<void> {
  await leave()
  redirect("/login")
}

/** Logs out and asks for another account, which comes back to the same letter; one that has logged in since stays. */
export async function switchAccountAction(typed: SentForm): Promise<void> {
  const form = formOf(typed)
  const journey = takeRedirectTarget(form)
  if (otherAccount(await visitor(), form.get(DRAWN_FOR))) redirect(journey.next as Route)
  await leave()
  redirect(withReturnTo(journey, "/login"))
}

/** Does what a form asks for and redirects to its target; a refusal goes back to the form. */
async function goOn<T>(
  act: (previous: null, typed: SentForm) => Promise<Outcome<T>>,
  typed: SentForm,
  place: (journey: RedirectTarget, value: T) => string,
): ActionResult {
  const form = formOf(typed)
  const journey = takeRedirectTarget(form)
  const outcome = await act(null, form)
  return outcome.ok ? redirect(place(journey, outcome.value) as Route) : outcome
}

/** The page that asks about the keys which the password before has left in use, and goes on from there. */
function reviewThen(next: string) {
  return `/me/keys?${new URLSearchParams({ next })}`
}

function toOf(typed: SentForm) {
  const contact = parseContact(String(formOf(typed).get("contact")))
  return contact ? masked(contact.address) : undefined
}
