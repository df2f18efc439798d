/** Why a letter did not go, where the reason is ours: kept as a word, worded in the language of the reader. */
export const ownReasons = [
  "email_refused",
  "needs_attention",
  "no_answer",
  "no_id",
  "no_transport",
  "not_canonical",
  "not_one_line",
  "not_prepared",
  "sms_refused",
] as const
export type OwnReason = (typeof ownReasons)[number]

/** One of ours, or a provider's own words after its name. */
export type Reason = OwnReason | `${string}: ${string}`

/** Reads a stored reason: our words first, then what a provider said. */
export function readReason(stored: string): { own: OwnReason[]; quoted: string } {
  const [head = "", ...rest] = stored.split(": ")
  const first = ownReasons.find((reason) => reason === head)
  if (!first) return { own: [], quoted: stored }
  const { own, quoted } = readReason(rest.join(": "))
  return { own: [first, ...own], quoted }
}
