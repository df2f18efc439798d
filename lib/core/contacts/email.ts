import { domainToASCII, domainToUnicode } from "node:url"

const MAX_LENGTH = 254
const LOCAL = /^(?=.{1,64}$)[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/
const DOMAIN = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+([a-z]{2,63}|xn--[a-z0-9-]{2,59})$/
const ASCII = /^[\x20-\x7e]+$/
const FOREIGN = /(?![\x20-\x7e])[\p{L}\p{N}\p{S}]/u
/** How an address is copied from a letter's head, and from a link. */
const NAMED = /^[^<>]*<([^<>]+)>$/
const LINK = /^mailto:([^?]*)(\?.*)?$/i
/** The end of a sentence or of an element of a list, looked for from its beginning alone. */
const END = /(?<![.,;])[.,;]+$/
const DOTS = /[。．｡]/g

const SCRIPTS =
  "Cyrl Grek Arab Hebr Deva Beng Guru Gujr Orya Taml Telu Knda Mlym Sinh Thai Laoo Khmr Mymr Tibt Geor Armn Ethi"
/** Writings of which one label of a domain has no more than one, so that nobody takes a letter for another's. */
const WRITINGS = [
  // Without the letters of Latin that look like those of ASCII.
  /^[a-z0-9\u00df-\u00f6\u00f8-\u0130\u0132-\u0137\u0139-\u013f\u0141-\u0148\u014a-\u017e\u01a1\u01b0\u0219\u021b\u1ea1-\u1ef9-]+$/,
  /^[a-z0-9\p{sc=Han}\p{sc=Hira}\p{sc=Kana}ー々〆-]+$/u,
  /^[a-z0-9\p{sc=Han}\p{sc=Hang}-]+$/u,
  /^[a-z0-9\p{sc=Han}\p{sc=Bopo}-]+$/u,
  ...SCRIPTS.split(" ").map((script) => new RegExp(`^[0-9\\p{sc=${script}}\\p{sc=Zinh}-]+$`, "u")),
]
/** Words of these letters alone look like Latin ones. */
const LIKE_LATIN = /^[0-9асԁеһіјӏорԛѕԝхуъьҽпгѵѡαικνορτυωη-]+$/u
const LATIN_END = /^[a-z0-9-]+$/

/** An e-mail address in its canonical form; or why it is none. */
export function readEmail(text: string): { address: string } | { why: "invalid_input" | "look_alike" } {
  const [local = "", domain = "", ...more] = bare(text).toLowerCase().split("@")
  const ascii = domainToASCII(domain)
  const address = `${local}@${ascii}`
  if (FOREIGN.test(local)) return { why: "look_alike" }
  if (more.length > 0 || !LOCAL.test(local) || !DOMAIN.test(ascii) || address.length > MAX_LENGTH)
    return { why: "invalid_input" }
  return ASCII.test(domain) || isHonest(domain, ascii) ? { address } : { why: "look_alike" }
}

/** An address as people know it: its domain in the script in which it is written, where that deceives nobody. */
export function shownEmail(address: string): string {
  const [local, ascii = ""] = address.split("@")
  if (!ascii.includes("xn--")) return address
  const domain = domainToUnicode(ascii)
  return isHonest(domain, ascii) ? `${local}@${domain}` : address
}

/** The address alone, however it was copied. */
function bare(text: string): string {
  const copied = text.replace(END, "")
  const address = (NAMED.exec(copied)?.[1] ?? copied).trim()
  const linked = LINK.exec(address)?.[1]
  return linked === undefined ? address : decoded(linked)
}

/** A text of a link, where it is one that can be read. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Whether a domain is what its ASCII form stands for, and each of its labels of one writing. */
function isHonest(domain: string, ascii: string): boolean {
  const labels = domain.replace(DOTS, ".").normalize("NFC").split(".")
  if (domainToUnicode(ascii) !== labels.join(".")) return false
  const end = labels.at(-1) ?? ""
  return labels.every(
    (label) =>
      WRITINGS.some((writing) => writing.test(label)) &&
      !(LIKE_LATIN.test(label) && !LATIN_END.test(label) && LATIN_END.test(end)),
  )
}
