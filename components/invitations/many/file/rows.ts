import { type Columns, columnsOf, roleIn } from "@/components/invitations/many/file/columns"
import { textOf, type Unreadable } from "@/components/invitations/many/file/decode"
import type { Given } from "@/components/invitations/many/list/recipients"
import { invitableRoles } from "@/lib/shared/roles"

/** What a file holds, or why it cannot be read. */
export type FileRead = { rows: Given[]; unused: string[] } | { why: Unreadable }

/** What separates the cells of a row. */
const SEPARATORS = [",", ";", "\t", "，", "；"]

/**
 * Reads the recipients of a CSV file: one a row, with what the row says of role, note and days. What is wrong in a row
 * stays in it, to be said and corrected there.
 */
export async function readRows(bytes: Uint8Array): Promise<FileRead> {
  const read = textOf(bytes)
  if ("why" in read) return read
  const { parse } = await import("papaparse")
  const lines = parse<string[]>(read.text, { skipEmptyLines: "greedy", delimitersToGuess: SEPARATORS }).data
  const columns = columnsOf(lines, invitableRoles)
  const body = columns.named ? lines.slice(1) : lines
  if (columns.contact.length === 0) return { why: "noContacts" }
  const rows = body.map((line) => rowOf(line, columns)).filter((row) => row !== undefined)
  return rows.length > 0 ? { rows, unused: columns.unused } : { why: "empty" }
}

/** A row without a contact but with something else is kept, for it is a fault; one with nothing is none. */
function rowOf(line: readonly string[], { contact, role, note, days }: Columns): Given | undefined {
  const cell = (at: number | undefined) => (at === undefined ? "" : (line[at]?.trim() ?? ""))
  const own = { role: roleIn(cell(role)), note: cell(note), days: cell(days).replace(/\s*(days?|天)$/i, "") }
  const written = contact.map(cell).find(Boolean) ?? ""
  if (!written && !own.role && !own.note && !own.days) return undefined
  // An apostrophe that a spreadsheet has put before a number or a sign.
  return { contact: written.replace(/^'(?=[=+\-@\d])/, ""), own }
}
