"use server"

import { redirect } from "next/navigation"
import { completeVerification } from "@/lib/accounts/contacts/proving"
import { requestNewLink, verifyInvited } from "@/lib/invitations/invitations"
import type { ActionResult, Outcome, SentForm } from "@/lib/shared/outcome"
import { action, readerLocale } from "@/lib/web/action"
import { answerAndRefresh } from "@/lib/web/letter"

type Previous = Outcome<unknown> | null

const newLink = action("letter", requestNewLink)
const codeSent = action("verifyInvited", async (ctx, input) => verifyInvited(ctx, input, await readerLocale()))
const verified = action("code", completeVerification)

/** Asks the sender of a dead link for a new one. */
export async function newLinkAction(_: Previous, typed: SentForm): ActionResult {
  return newLink(null, typed)
}

/** Sends a code to the invited contact. */
export async function verifyInvitedAction(_: Previous, typed: SentForm): ActionResult {
  const outcome = await answerAndRefresh(codeSent, typed)
  return outcome.ok ? redirect(`/invite?verification=${outcome.value}`) : outcome
}

/** Proves the invited contact with its code and comes back to the letter. */
export async function verifyContactAction(_: Previous, typed: SentForm): ActionResult {
  const outcome = await verified(null, typed)
  return outcome.ok ? redirect("/invite") : outcome
}
