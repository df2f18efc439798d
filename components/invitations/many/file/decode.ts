/** Why a file cannot be read as a list. */
export type Unreadable = "spreadsheet" | "unreadable" | "empty" | "tooLarge" | "noContacts"

const MAX_BYTES = 4 * 1024 * 1024
/** How the files of spreadsheet programs begin: as an archive, and as they did before. */
const SPREADSHEETS = [
  [0x50, 0x4b, 0x03, 0x04],
  [0xd0, 0xcf, 0x11, 0xe0],
]

/**
 * The text of a file: UTF-8 with or without its mark, UTF-16 with it, and else GB18030, as spreadsheets in China write
 * it. Gives why where it is no text, or none at all.
 */
export function textOf(bytes: Uint8Array): { text: string } | { why: Unreadable } {
  if (bytes.length > MAX_BYTES) return { why: "tooLarge" }
  if (SPREADSHEETS.some((begin) => begin.every((byte, at) => bytes[at] === byte))) return { why: "spreadsheet" }
  const text = decoded(bytes)
  if (text === undefined || text.includes("\u0000")) return { why: "unreadable" }
  return text.trim() ? { text } : { why: "empty" }
}

function decoded(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return inEncoding("utf-16le", bytes)
  if (first === 0xfe && second === 0xff) return inEncoding("utf-16be", bytes)
  return inEncoding("utf-8", bytes) ?? inEncoding("gb18030", bytes)
}

/** Without the mark at its beginning; nothing where it is not of this encoding. */
function inEncoding(encoding: string, bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}
