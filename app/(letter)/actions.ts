"use server"

import { accept, decline } from "@/lib/handshake"
import type { ActionResult, Outcome } from "@/lib/shared/outcome"
import { action } from "@/lib/web/action"
import { answerAndRefresh } from "@/lib/web/letter"

type Previous = Outcome<unknown> | null

const accepted = action("letter", accept)
const declined = action("letter", decline)

/** Accepts what the page showed, of whichever kind: its token comes with the form. */
export async function acceptAction(_: Previous, typed: FormData): ActionResult {
  return answerAndRefresh(accepted, typed)
}

/** Declines what the page showed. */
export async function declineAction(_: Previous, typed: FormData): ActionResult {
  return answerAndRefresh(declined, typed)
}
