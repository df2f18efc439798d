"use server"

import { requestCertification, withdrawCertification } from "@/lib/organizations/certification"
import { resetCode } from "@/lib/organizations/invitation-code"
import type { Outcome, SentForm } from "@/lib/shared/outcome"
import { action } from "@/lib/web/action"
import { withRefresh } from "@/lib/web/refresh"

const submitted = withRefresh(action("certification", requestCertification))

/** Submits the legal person; the page shows the request then. */
export async function submitAction(_: Outcome<unknown> | null, typed: SentForm): Promise<Outcome<unknown>> {
  const outcome = await submitted(null, typed)
  return outcome.ok ? { ...outcome, value: null } : outcome
}

export const withdrawAction = withRefresh(action("handshake", withdrawCertification))

/** The page shows the new code, and nothing else tells it. */
export const resetCodeAction = withRefresh(action("resetCode", async (...typed) => void (await resetCode(...typed))))
