import type { Locale } from "@/lib/shared/roles"

const MAX_NAME = 80
/** Line breaks, invisible and direction-changing characters: in a header they forge, in a name they deceive. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu
const DOMAIN_DOT = /(?<=[\p{L}\p{N}-])([.。．｡])(?=\p{L}{2})/gu
const SCHEME = /:\/\/|\bwww\b/iu
const UNLINKED = "\u200c"

/** A name or a header as one line of bounded length, without anything invisible. */
export function oneLine(text: string, max = MAX_NAME): string {
  const line = text.replace(INVISIBLE, " ").replace(/\s+/gu, " ").trim()
  return [...line].length > max ? `${[...line].slice(0, max - 1).join("")}…` : line
}

/** Several lines as a person typed them, without anything invisible. */
export function lines(text: string): string[] {
  return text.split(/\r\n|[\r\n\u2028\u2029]/u).map((line) => unlinked(oneLine(line, Number.POSITIVE_INFINITY)))
}

/** Whether a reader, or the reader's mail program, may take it for an address to open. */
export function looksLikeLink(text: string): boolean {
  return SCHEME.test(text) || text.search(DOMAIN_DOT) >= 0
}

/** Words of strangers must not become links in a mail program: a hair of nothing breaks every domain. */
export function unlinked(text: string): string {
  return text.replace(DOMAIN_DOT, `${UNLINKED}$1`).replace("://", `:${UNLINKED}//`)
}

/** The hour of a deadline; in UTC, because a letter does not know where it is read. */
export function hour(at: Date, locale: Locale): string {
  const format = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeStyle: "short", timeZone: "UTC" })
  return `${format.format(at)} UTC`
}
