"use server"

import { type AffiliationStep, firstStep } from "@/components/affiliation/step"
import { approveFeatures, declineFeatures } from "@/lib/organizations/features"
import { affiliationNotice, requestToJoin, withdrawRequest } from "@/lib/organizations/joining"
import { isSessionExpired } from "@/lib/shared/outcome"
import { action, formOf } from "@/lib/web/action"
import { withRefresh } from "@/lib/web/refresh"

type Typed = Pick<AffiliationStep, "code" | "agreed" | "reviewerId" | "description">

const noticed = action("invitationCode", affiliationNotice)
const asked = withRefresh(action("requestToJoin", async (...typed) => void (await requestToJoin(...typed))))

/** Takes a request to join one step on, or back, as the pressed button says; what was typed goes along. */
export async function affiliationAction(previous: AffiliationStep, sent: FormData): Promise<AffiliationStep> {
  const form = formOf(sent)
  const typed = typedIn(form)
  const next = await stepTo(form.get("to"), typed)
  // Those who have to log in again find the step as it was.
  return next.refused && isSessionExpired(next.refused) ? { ...previous, ...typed, refused: next.refused } : next
}

export const approveFeaturesAction = withRefresh(action("handshake", approveFeatures))
export const declineFeaturesAction = withRefresh(action("handshake", declineFeatures))
export const withdrawRequestAction = withRefresh(action("handshake", withdrawRequest))

function stepTo(to: unknown, typed: Typed): AffiliationStep | Promise<AffiliationStep> {
  if (to === "sent") return initiate(typed)
  if (to === "code") return { ...firstStep, ...typed }
  return explain(typed, to === "review" && typed.agreed ? "review" : "notice")
}

/** The code is looked up again at every step, for it may have been reset since the last. */
async function explain(typed: Typed, at: "notice" | "review"): Promise<AffiliationStep> {
  const outcome = await noticed(null, { code: typed.code })
  if (!outcome.ok) return { ...firstStep, ...typed, refused: outcome }
  return { ...firstStep, ...typed, at, notice: outcome.value }
}

async function initiate(typed: Typed): Promise<AffiliationStep> {
  const { code, reviewerId, description, agreed } = typed
  const outcome = await asked(null, { code, reviewerId, description, ...(agreed ? { agreed: "on" } : {}) })
  if (outcome.ok) return { ...firstStep, at: "sent" }
  const step = await explain(typed, agreed ? "review" : "notice")
  return { ...step, refused: step.refused ?? outcome }
}

function typedIn(form: FormData): Typed {
  const text = (name: string) => String(form.get(name) ?? "")
  return {
    code: text("code"),
    agreed: form.get("agreed") === "on",
    reviewerId: text("reviewerId"),
    description: text("description"),
  }
}
