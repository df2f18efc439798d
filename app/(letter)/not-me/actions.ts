"use server"

import type { Route } from "next"
import { redirect } from "next/navigation"
import { sayNotMe } from "@/lib/recovery/not-me"
import type { ActionResult, Outcome, SentForm } from "@/lib/shared/outcome"
import { openAction } from "@/lib/web/action"
import { answerAndRefresh } from "@/lib/web/letter"

const said = openAction("letter", sayNotMe)

/** Takes an account back for its owner: anybody who has the notice can, once; then a new password is set. */
export async function notMeAction(_: Outcome<unknown> | null, typed: SentForm): ActionResult {
  const outcome = await answerAndRefresh(said, typed)
  if (!outcome.ok || !outcome.value) return outcome
  return redirect(`/reset?${new URLSearchParams({ ...outcome.value, secured: "1" })}` as Route)
}
