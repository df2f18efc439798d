import type { getTranslations } from "next-intl/server"
import type { AuditRecord } from "@/lib/shared/rows/audit"

type Words = Awaited<ReturnType<typeof getTranslations<"auditWords">>>

// Signs of Unicode's private use area, which no name keeps below: where a person stands, and what is not known.
const [BEGIN, END, UNKNOWN] = ["\uE000", "\uE001", "\uE002"]
const PEOPLE = /\uE000(whom?)\uE001/
const PRIVATE = /[\uE000-\uE002]/g

interface Told {
  /** The phrase of the action. */
  what: string
  whom: string | null
}

/**
 * What happened, as a sentence in parts: every second is `who` or `whom`, for whoever stands there. Of a refused attempt
 * it says that it was made, and of what has no sentence of its own the phrase.
 */
export function sentenceOf(t: Words, { action, detail, refusal }: AuditRecord, { what, whom }: Told): string[] {
  const general = refusal ? (whom ? "attempted" : "attemptedAlone") : whom ? "general" : "generalAlone"
  const people = { actor: `${BEGIN}who${END}`, target: whom ? `${BEGIN}whom${END}` : UNKNOWN }
  const facts = { name: UNKNOWN, role: UNKNOWN, from: UNKNOWN, what, ...factsOf(detail), ...people }
  const [noun, move] = action.split(".")
  const own = `sentences.${noun as "member"}.${move as "change-role"}` as const
  const sentence = !refusal && t.has(own) ? t(own, facts) : UNKNOWN
  return (sentence.includes(UNKNOWN) ? t(`sentences.${general}`, facts) : sentence).split(PEOPLE)
}

/** The details that a sentence can say, by the names that they have in it. */
export function factsOf(detail: AuditRecord["detail"]): Record<string, string> {
  const { terms, ...own } = detail as { terms?: Record<string, unknown> } & Record<string, unknown>
  const texts = Object.entries({ ...terms, ...own }).filter(([, value]) => typeof value === "string")
  return Object.fromEntries(texts.map(([name, value]) => [name, String(value).replace(PRIVATE, "")]))
}
