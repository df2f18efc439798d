import { dateFormat } from "@/lib/shared/kept/formatters"
import type { Locale } from "@/lib/shared/roles"
import { withoutHidden } from "@/lib/shared/typed/text"

const MAX_NAME = 80
/** Line breaks and what turns the direction of text around: in a header they forge, in a name they deceive. */
const FORGING = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu
const RIGHT_TO_LEFT =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u
const DOMAIN_DOT = /(?<=[\p{L}\p{N}-])([.。．｡])(?=\p{L}{2})/gu
const SCHEME = /:\/\/|\bwww\b/iu
const UNLINKED = "\u200c"

/** A name or a header as one line of bounded length, without marks that nobody sees. */
export function oneLine(text: string, max = MAX_NAME): string {
  const line = withoutHidden(text).replace(FORGING, " ").replace(/\s+/gu, " ").trim()
  return [...line].length > max ? `${[...line].slice(0, max - 1).join("")}…` : line
}

/** A name that runs from right to left, kept from turning the words around it; any other stays as it is. */
export function isolated(name: string): string {
  return RIGHT_TO_LEFT.test(name) ? `\u2068${name}\u2069` : name
}

/** Several lines as a person typed them, without marks that nobody sees. */
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
  const format = dateFormat(locale, { dateStyle: "long", timeStyle: "short", timeZone: "UTC" })
  return `${format.format(at)} UTC`
}
