"use server"

import { refresh } from "next/cache"
import { redirect } from "next/navigation"
import { proveContact } from "@/lib/accounts"
import { accept, decline } from "@/lib/handshake"
import { askForNewLink, proveInvited } from "@/lib/invitations"
import type { Outcome } from "@/lib/outcome"
import { action, formOf, readerLocale } from "@/lib/web/action"
import { stayAt } from "@/lib/web/letter"

type Answer = Promise<Outcome<unknown>>
type Previous = Outcome<unknown> | null

const accepted = action("letter", accept)
const declined = action("letter", decline)
const newLink = action("letter", askForNewLink)
const codeSent = action("prove", async (ctx, input) => proveInvited(ctx, input, await readerLocale()))
const proved = action("code", proveContact)

/** Accepts what the page showed: its token comes with the form (R27). */
export async function acceptAction(_: Previous, typed: FormData): Answer {
  return shown(accepted, typed)
}

/** Declines what the page showed (R28). */
export async function declineAction(_: Previous, typed: FormData): Answer {
  return shown(declined, typed)
}

/** Asks the sender of a dead link for a new one (R24). */
export async function newLinkAction(_: Previous, typed: FormData): Answer {
  return newLink(null, typed)
}

/** Sends a code to the invited contact (R34). */
export async function proveInvitedAction(_: Previous, typed: FormData): Answer {
  const outcome = await shown(codeSent, typed)
  return outcome.ok ? redirect(`/invite?proof=${outcome.value}`) : outcome
}

/** Proves the invited contact with its code and comes back to the letter (R34). */
export async function proveContactAction(_: Previous, typed: FormData): Answer {
  const outcome = await proved(null, typed)
  return outcome.ok ? redirect("/invite") : outcome
}

/** The page tells how things stand now, whatever came of the answer. */
async function shown<T>(act: (previous: null, typed: FormData) => Promise<Outcome<T>>, typed: FormData) {
  const form = formOf(typed)
  const outcome = await act(null, form)
  await stayAt("/invite", String(form.get("token") ?? ""))
  refresh()
  return outcome
}
