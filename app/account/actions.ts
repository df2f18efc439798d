"use server"

import { redirect } from "next/navigation"
import { askToProve, mustBeContact, proveContact } from "@/lib/accounts"
import { masked } from "@/lib/contacts"
import type { LoggedIn } from "@/lib/context"
import { refuse } from "@/lib/errors"
import type { Input } from "@/lib/forms"
import { changePassword, logOutEverywhere } from "@/lib/login"
import type { Outcome } from "@/lib/outcome"
import { action, readerLocale } from "@/lib/web/action"
import { leave, loggedInContext, sessionToken, visitor } from "@/lib/web/session"

type Answer = Promise<Outcome<unknown>>
type Previous = Outcome<unknown> | null

const changed = action("changePassword", async (ctx, input) =>
  changePassword(ctx, input, (await sessionToken()) ?? refuse("not_logged_in")),
)
const asked = action("addContact", askForMissing)
const proved = action("code", proveContact)

/** Changes the password; other logins of the account end. */
export async function changePasswordAction(_: Previous, typed: FormData): Answer {
  return changed(null, typed)
}

/** Sends a code to the contact that the account lacks (R34). */
export async function addContactAction(_: Previous, typed: FormData): Answer {
  const outcome = await asked(null, typed)
  return outcome.ok ? redirect(`/account/contact?${outcome.value}`) : outcome
}

/** Gives the account the contact whose code came back (R34). */
export async function proveContactAction(_: Previous, typed: FormData): Answer {
  const outcome = await proved(null, typed)
  return outcome.ok ? redirect("/account") : outcome
}

/** Ends every login of the account, this one too; pressed after the end of a login it only leaves. */
export async function logOutEverywhereAction(): Promise<void> {
  if ((await visitor()).kind === "logged-in") await logOutEverywhere(await loggedInContext())
  await leave()
  redirect("/login")
}

async function askForMissing(ctx: LoggedIn, typed: Input<"addContact">) {
  const contact = mustBeContact(typed.contact)
  const proof = await askToProve(ctx, contact, await readerLocale(), typed.password)
  return new URLSearchParams({ proof, to: masked(contact.address) }).toString()
}
