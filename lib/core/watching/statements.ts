import { beginSpan, endSpan } from "@/lib/core/watching/spans"

const FIRST = /^\s*(\w+)/
const TABLE = /\b(?:from|into|update|join|with)\s+"?(\w+)"?/i

/** A statement as a span, with what ends it: it is named by its first word and table, and tells nothing else. */
export function statementSpan(text: string): ((error?: unknown) => void) | undefined {
  const span = beginSpan("", { kind: "client", attributes: { "db.system.name": "postgresql" }, onlyInside: true })
  if (!span) return undefined
  span.name = nameOf(text)
  return (error) => endSpan(span, error)
}

function nameOf(text: string): string {
  const [, first = "statement"] = FIRST.exec(text) ?? []
  const [, table] = TABLE.exec(text) ?? []
  return [first.toLowerCase(), table].filter(Boolean).join(" ")
}
