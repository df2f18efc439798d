import type { Refused } from "@/lib/shared/outcome"
import type { AffiliationNotice } from "@/lib/shared/rows/affiliation"

/** The steps of a request to join that are shown one after the other; then it is sent. */
export const affiliationSteps = ["code", "notice", "review"] as const

/** The step that a request to join has reached, with everything typed so far. */
export interface AffiliationStep {
  at: (typeof affiliationSteps)[number] | "sent"
  code: string
  agreed: boolean
  reviewerId: string
  description: string
  /** What the code stands for, from the second step on. */
  notice: AffiliationNotice | null
  /** Why it went no further. */
  refused: Refused | null
}

export const firstStep: AffiliationStep = {
  at: "code",
  code: "",
  agreed: false,
  reviewerId: "",
  description: "",
  notice: null,
  refused: null,
}
