/** What ends a contact in a list, wherever it stands but in quotes or pointed brackets. */
const BREAK = /[,;、，；､﹐﹔\n\r\t\u0085\u2028\u2029]/u
const LINE_END = /[\n\r\u0085\u2028\u2029]/u
const ADDRESS = /^[^\s@<>]+@[^\s@<>]+\.[^\s@<>.]{2,}$/u
/** As a letter's head has it: a name, and the address in brackets. */
const NAMED = /^[^<>]*<[^<>]+>$/u
const NUMBER = /^\(?\s*[+＋]?[\p{Nd}\s().\-/‐-―－ー]+$/u
/** No name in quotes is as long, nor any address in brackets. */
const LONGEST = 400
const LEAST_DIGITS = 7
/** No group of a number that is written in groups has as many. */
const WHOLE_DIGITS = 9

/**
 * The contacts in a text that was pasted: the column of a sheet, the line of a letter's head, addresses and numbers
 * among each other. What cannot be told apart stays together, so that nothing gets lost: it is for the server to say
 * what is wrong with it. Only of a line of cells those without a contact are left out, as long as one has one.
 */
export function splitContacts(text: string): string[] {
  return piecesOf(text)
    .lines.flatMap((line) => withContacts(line).flatMap(contactsIn))
    .map(unquoted)
    .filter(Boolean)
}

/** Of a text that is still being typed, the contacts that are complete, and the rest. */
export function takeTyped(text: string): { contacts: string[]; rest: string } {
  const { end } = piecesOf(text, true)
  const [begun, rest] = [text.slice(0, end), text.slice(end)]
  const complete = /\s$/u.test(rest) && isComplete(rest.trim())
  return complete
    ? { contacts: splitContacts(text), rest: "" }
    : { contacts: splitContacts(begun), rest: end > 0 ? rest.trimStart() : rest }
}

/** Whether a text can be nothing but one whole address; of a number nobody knows where it ends. */
function isComplete(text: string): boolean {
  return ADDRESS.test(text) || (NAMED.test(text) && text.includes("@"))
}

/** A piece of a list, and whether a tab came before it, as between the cells of a sheet. */
interface Piece {
  text: string
  cell: boolean
}

/** Cuts a text at what separates; gives its lines, and where the last piece begins. */
function piecesOf(text: string, typing = false): { lines: Piece[][]; end: number } {
  const lines: Piece[][] = [[]]
  let start = 0
  let cell = false
  const take = (end: number) => lines.at(-1)?.push({ text: text.slice(start, end), cell })
  for (let at = 0; at < text.length; at++) {
    const closing = closingOf(text, at)
    if (closing === undefined) continue
    if (closing > at) at = closing
    else if (typing && closing < at) break
    else if (BREAK.test(text[at] ?? "")) {
      take(at)
      start = at + 1
      cell = text[at] === "\t"
      if (LINE_END.test(text[at] ?? "")) lines.push([])
    }
  }
  take(text.length)
  return { lines, end: start }
}

/** Where what opens here is closed in the same line; before it where it is not, and here where something ends. */
function closingOf(text: string, at: number): number | undefined {
  const sign = text[at] ?? ""
  if (BREAK.test(sign)) return at
  if (sign !== '"' && sign !== "<") return undefined
  const near = text.slice(at + 1, at + LONGEST)
  const close = near.indexOf(sign === "<" ? ">" : '"')
  const isOpen = close < 0 || LINE_END.test(near.slice(0, close))
  return isOpen ? at - 1 : at + 1 + close
}

/** Joins names that were cut at their comma, and leaves out the cells beside a contact. */
function withContacts(line: Piece[]): string[] {
  const joined: Piece[] = []
  for (const piece of line) {
    const last = joined.at(-1)
    const isName = last && !piece.cell && last.text.trim() && !holdsContact(last.text)
    if (isName && NAMED.test(piece.text.trim())) last.text = `${last.text},${piece.text}`
    else joined.push({ ...piece })
  }
  const isRow = joined.some(({ cell }) => cell) && joined.some(({ text }) => holdsContact(text))
  return joined.map(({ text }) => text).filter((text) => !isRow || holdsContact(text))
}

function holdsContact(text: string): boolean {
  return text.includes("@") || text.includes("＠") || isNumber(text.trim())
}

function isNumber(text: string): boolean {
  return NUMBER.test(text) && digitsOf(text) >= LEAST_DIGITS
}

function digitsOf(text: string): number {
  return text.match(/\p{Nd}/gu)?.length ?? 0
}

/** The contacts of a piece that nothing but blanks separates, if all of it is contacts; else the piece. */
function contactsIn(piece: string): string[] {
  const text = piece.trim()
  const named = text.split(/(?<=>)/u).map((one) => one.trim())
  if (named.length > 1 && named.every((one) => NAMED.test(one))) return named
  if (text.includes("<") || !/\s/u.test(text)) return [text]
  const found: string[] = []
  let number: string[] = []
  const endNumber = () => {
    if (number.length > 0) found.push(...numbersIn(number))
    number = []
  }
  for (const word of text.split(/\s+/u)) {
    if (!ADDRESS.test(word)) number.push(word)
    else {
      endNumber()
      found.push(word)
    }
  }
  endNumber()
  return found.every((one) => ADDRESS.test(one) || isNumber(one)) ? found : [text]
}

/** Numbers behind each other: each begins with its sign, or is written without a blank. */
function numbersIn(words: string[]): string[] {
  if (words.every((word) => digitsOf(word) >= WHOLE_DIGITS)) return words
  const numbers: string[] = []
  for (const word of words) {
    if (numbers.length === 0 || /^\(?[+＋]/u.test(word)) numbers.push(word)
    else numbers.push(`${numbers.pop()} ${word}`)
  }
  return numbers
}

/** Without the quotes around all of it, as sheets and programs write a cell. */
function unquoted(text: string): string {
  const trimmed = text.trim()
  return /^"[^"]*"$/u.test(trimmed) ? trimmed.slice(1, -1).trim() : trimmed
}
