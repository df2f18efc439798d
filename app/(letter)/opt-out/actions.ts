"use server"

import { setOptOut } from "@/lib/invitations/opt-outs"
import type { ActionResult, Outcome, SentForm } from "@/lib/shared/outcome"
import { openAction } from "@/lib/web/action"
import { answerAndRefresh } from "@/lib/web/letter"

const chosen = openAction("optOut", setOptOut)

/** Says for the recipient of a letter whether more invitations of its sender are wanted: anybody who has it can. */
export async function optOutAction(_: Outcome<unknown> | null, typed: SentForm): ActionResult {
  return answerAndRefresh(chosen, typed)
}
