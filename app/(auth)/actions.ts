"use server"

import type { Route } from "next"
import { redirect } from "next/navigation"
import { masked, parseContact } from "@/lib/contacts"
import { forgotPassword, resetPassword } from "@/lib/login"
import type { Outcome } from "@/lib/outcome"
import { sendCodeAgain } from "@/lib/proofs"
import { register } from "@/lib/registration"
import { openAction, readerLocale } from "@/lib/web/action"
import { signIn, signOut } from "@/lib/web/auth"
import { type Journey, pathOn, takeJourney } from "./journey"

type Answer = Promise<Outcome<unknown>>
type Previous = Outcome<unknown> | null

const viaNextAuth = { redirect: false, redirectTo: "/" }
const login = openAction("login", (_, input) => signIn("password", { ...input, ...viaNextAuth }))
const confirm = openAction("code", (_, input) => signIn("code", { ...input, ...viaNextAuth }))
const start = openAction("register", register)
const forgot = openAction("forgot", async (ctx, input) => forgotPassword(ctx, input, await readerLocale()))
const reset = openAction("reset", resetPassword)
const again = openAction("codeAgain", async (ctx, input) => sendCodeAgain(ctx, input.proofId, await readerLocale()))

/** Logs in by password and goes on (R25, R34). */
export async function loginAction(_: Previous, typed: FormData): Answer {
  const { next } = takeJourney(typed)
  const outcome = await login(null, typed)
  return outcome.ok ? redirect(next as Route) : outcome
}

/** Starts a registration; the code goes to the contact (R34). */
export async function registerAction(_: Previous, typed: FormData): Answer {
  const { next } = takeJourney(typed)
  const outcome = await start(null, typed)
  return outcome.ok ? redirect(pathToCode("/verify", outcome.value, { next, to: toOf(typed) })) : outcome
}

/** Ends a registration with the code: the account exists and is logged in (R34). */
export async function verifyAction(_: Previous, typed: FormData): Answer {
  const { next } = takeJourney(typed)
  const outcome = await confirm(null, typed)
  return outcome.ok ? redirect(next as Route) : outcome
}

export async function forgotAction(_: Previous, typed: FormData): Answer {
  const { next } = takeJourney(typed)
  const outcome = await forgot(null, typed)
  return outcome.ok ? redirect(pathToCode("/reset", outcome.value, { next, to: toOf(typed) })) : outcome
}

export async function resetAction(_: Previous, typed: FormData): Answer {
  const { next } = takeJourney(typed)
  const outcome = await reset(null, typed)
  return outcome.ok ? redirect(pathOn({ next }, "/login", { reset: "1" })) : outcome
}

export async function codeAgainAction(_: Previous, typed: FormData): Answer {
  return again(null, typed)
}

/** Ends this login: the cookie goes, and its session's row is over. */
export async function logOutAction(): Promise<void> {
  await signOut({ redirect: false })
  redirect("/login")
}

/** Logs out and asks for another account, which comes back to the same letter (R29). */
export async function switchAccountAction(typed: FormData): Promise<void> {
  const journey = takeJourney(typed)
  await signOut({ redirect: false })
  redirect(pathOn(journey, "/login"))
}

function pathToCode(page: string, proofId: string, journey: Journey) {
  return pathOn(journey, page, { proof: proofId })
}

function toOf(typed: FormData) {
  const contact = parseContact(String(typed.get("contact")))
  return contact ? masked(contact.address) : undefined
}
