"use server"

import { redirect } from "next/navigation"
import { activate } from "@/lib/members/security-bindings"
import type { Outcome, SentForm } from "@/lib/shared/outcome"
import { openAction } from "@/lib/web/action"
import { answerAndRefresh } from "@/lib/web/letter"
import { rememberBrowser } from "@/lib/web/session"

/** Its first login is no news where the password was just set. */
const activated = openAction("activate", async (ctx, input) => rememberBrowser(ctx, await activate(ctx, input)))

/** Activates the account behind the link for anybody who has it, because only the mailbox does. */
export async function activateAction(_: Outcome<unknown> | null, typed: SentForm): Promise<Outcome<unknown>> {
  const outcome = await answerAndRefresh(activated, typed)
  return outcome.ok ? redirect("/activate?activated=1") : outcome
}
