import type { SentLink } from "@/components/invitations/context"
import { withoutFormulas } from "@/lib/shared/csv/formulas"

/** The links of invitations as the text of a CSV file, with nothing in it that a spreadsheet would calculate. */
export function linksAsCsv(head: readonly string[], sent: readonly SentLink[]): string {
  const rows = [head, ...sent.map(({ contact, link }) => [contact, link])]
  return rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("")
}

function cell(text: string): string {
  const safe = withoutFormulas(text)
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
