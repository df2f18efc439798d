"use server"

import { cookies } from "next/headers"
import { redirect } from "next/navigation"
import { placeFor, takeRedirectTarget } from "@/app/(auth)/return-to"
import { homeOf } from "@/components/shell/navigation"
import { contactField, rename } from "@/lib/accounts/accounts"
import { completeVerification, startVerification } from "@/lib/accounts/contacts/proving"
import { changePassword, logOutEverywhere } from "@/lib/accounts/login"
import { keysInUse } from "@/lib/accounts/notices/keys-in-use"
import { mustBeContact } from "@/lib/accounts/typed-contact"
import { masked } from "@/lib/core/contacts"
import type { LoggedIn } from "@/lib/core/context"
import { ownInvitationToken } from "@/lib/invitations/own-invitations"
import { leaveOrganization } from "@/lib/members/members"
import { createOrganization } from "@/lib/organizations/organizations"
import type { Input } from "@/lib/shared/forms"
import { type ActionResult, isSessionExpired, type Outcome, type Refused, type SentForm } from "@/lib/shared/outcome"
import { refuse } from "@/lib/shared/refusals"
import { action, formOf, openAction, readerLocale } from "@/lib/web/action"
import { letterCookie } from "@/lib/web/letter-cookie"
import { leave, logInBy, rememberBrowser, sessionToken } from "@/lib/web/session"

type Previous = Outcome<unknown> | null

const changed = action("changePassword", async (ctx, input) => {
  await changePassword(ctx, input, (await sessionToken()) ?? refuse("not_logged_in"))
  await rememberBrowser(ctx, ctx.actor.accountId)
  return (await keysInUse(ctx.db, ctx.actor.accountId)).length
})
const renamed = action("rename", rename)
const asked = action("addContact", askForCode)
const verified = action("code", completeVerification)
const created = action("createOrganization", createOrganization)
const opened = action("invitation", ownInvitationToken)
const everywhere = action("logOutEverywhere", logOutEverywhere)
const loggedIn = openAction("login", async (_, input) => (await logInBy("password", input)).kind)

/** Takes the account out of an organization; the super admin's stays. */
export const leaveAction = action("leaveOrganization", leaveOrganization)

/** Changes the password; other logins of the account end, and whoever has keys in use is asked about them. */
export async function changePasswordAction(_: Previous, typed: SentForm): ActionResult {
  const outcome = await changed(null, typed)
  return outcome.ok && outcome.value > 0 ? redirect("/me/keys?next=/me") : outcome
}

/** Gives the account another name. */
export async function renameAction(_: Previous, typed: SentForm): ActionResult {
  const outcome = await renamed(null, typed)
  return outcome.ok ? redirect("/me") : outcome
}

/** Sends a code to the contact that the account lacks, or that is to take the place of another. */
export async function addContactAction(_: Previous, typed: SentForm): ActionResult {
  const outcome = await asked(null, typed)
  return outcome.ok ? redirect(`/me/contact?${outcome.value}`) : outcome
}

/** Gives the account the contact whose code came back. */
export async function verifyContactAction(_: Previous, typed: SentForm): ActionResult {
  const outcome = await verified(null, typed)
  return outcome.ok ? redirect("/me") : outcome
}

/** Creates an organization and opens it. */
export async function createOrganizationAction(_: Previous, typed: SentForm): ActionResult {
  const outcome = await created(null, typed)
  return outcome.ok ? redirect(homeOf(outcome.value, "super_admin")) : outcome
}

/** Opens the page of an invitation that waits for this account, as the link of its letter does. */
export async function openInvitationAction(_: Previous, typed: SentForm): ActionResult {
  const outcome = await opened(null, typed)
  if (!outcome.ok) return outcome
  const store = await cookies()
  store.set(letterCookie("invite", outcome.value))
  return redirect("/invite")
}

/**
 * Logs in where the login has ended; the page in view is drawn again with the new one. Who owes a factor goes on to give
 * it, and comes back.
 */
export async function logInAgainAction(_: Previous, typed: SentForm): ActionResult {
  const form = formOf(typed)
  const journey = takeRedirectTarget(form)
  const outcome = await loggedIn(null, form)
  return outcome.ok && outcome.value === "factor-owed" ? redirect(placeFor(journey, { kind: outcome.value })) : outcome
}

/** Ends every login of the account, this one too; pressed after the end of a login it only leaves. */
export async function logOutEverywhereAction(typed: SentForm): Promise<Refused> {
  const outcome = await everywhere(null, typed)
  if (!outcome.ok && !isSessionExpired(outcome)) return outcome
  await leave()
  return redirect("/login")
}

async function askForCode(ctx: LoggedIn, typed: Input<"addContact">) {
  const contact = mustBeContact(ctx, typed.contact)
  const { replacing } = typed
  if (replacing && contactField(contact) !== replacing) refuse("invalid_input", { field: "contact" })
  const verification = await startVerification(ctx, {
    contact,
    locale: await readerLocale(),
    password: typed.password,
    replacing: replacing !== undefined,
  })
  const to = masked(contact.address)
  return new URLSearchParams({ verification, to, ...(replacing && { replacing }) }).toString()
}
