"use server"

import { redirect } from "next/navigation"
import { proveContact } from "@/lib/accounts/accounts"
import { askForNewLink, proveInvited } from "@/lib/invitations/invitations"
import type { Outcome } from "@/lib/shared/outcome"
import { action, readerLocale } from "@/lib/web/action"
import { shown } from "@/lib/web/letter"

type Answer = Promise<Outcome<unknown>>
type Previous = Outcome<unknown> | null

const newLink = action("letter", askForNewLink)
const codeSent = action("prove", async (ctx, input) => proveInvited(ctx, input, await readerLocale()))
const proved = action("code", proveContact)

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
