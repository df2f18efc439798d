"use server"

import { type AffiliationStep, firstStep } from "@/components/affiliation/step"
import { approveFeatures, declineFeatures } from "@/lib/organizations/features"
import { affiliationNotice, requestToJoin, withdrawRequest } from "@/lib/organizations/joining"
import { DRAWN_FOR, isOtherAccount, isSessionExpired, type SentForm } from "@/lib/shared/outcome"
import { action, formOf } from "@/lib/web/action"
import { withRefresh } from "@/lib/web/refresh"

type Typed = Pick<AffiliationStep, "code" | "agreed" | "reviewerId" | "description">
/** For whom the page was drawn, which every question to the server carries along. */
type Drawn = Record<typeof DRAWN_FOR, unknown>

const noticed = action("invitationCode", affiliationNotice)
const asked = withRefresh(action("requestToJoin", async (...typed) => void (await requestToJoin(...typed))))

/** Takes a request to join one step on, or back, as the pressed button says; what was typed goes along. */
export async function affiliationAction(previous: AffiliationStep, sent: SentForm): Promise<AffiliationStep> {
  const form = formOf(sent)
  const typed = typedIn(form)
  const { refused, ...next } = await stepTo(form.get("to"), typed, { [DRAWN_FOR]: form.get(DRAWN_FOR) })
  // Those who have to log in again, or as somebody else, find the step as it was.
  const stays = isSessionExpired(refused) || isOtherAccount(refused)
  return stays ? { ...previous, ...typed, refused } : { ...next, refused }
}

export const approveFeaturesAction = withRefresh(action("handshake", approveFeatures))
export const declineFeaturesAction = withRefresh(action("handshake", declineFeatures))
export const withdrawRequestAction = withRefresh(action("handshake", withdrawRequest))

function stepTo(to: unknown, typed: Typed, drawn: Drawn): AffiliationStep | Promise<AffiliationStep> {
  if (to === "sent") return initiate(typed, drawn)
  if (to === "code") return { ...firstStep, ...typed }
  return explain({ ...typed, ...drawn }, to === "review" && typed.agreed ? "review" : "notice")
}

/** The code is looked up again at every step, for it may have been reset since the last. */
async function explain(
  { [DRAWN_FOR]: drawnFor, ...typed }: Typed & Drawn,
  at: "notice" | "review",
): Promise<AffiliationStep> {
  const outcome = await noticed(null, { code: typed.code, [DRAWN_FOR]: drawnFor })
  if (!outcome.ok) return { ...firstStep, ...typed, refused: outcome }
  return { ...firstStep, ...typed, at, notice: outcome.value }
}

async function initiate(typed: Typed, drawn: Drawn): Promise<AffiliationStep> {
  const { code, reviewerId, description, agreed } = typed
  const outcome = await asked(null, { code, reviewerId, description, ...(agreed ? { agreed: "on" } : {}), ...drawn })
  if (outcome.ok) return { ...firstStep, at: "sent" }
  const step = await explain({ ...typed, ...drawn }, agreed ? "review" : "notice")
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
