import { domainToASCII } from "node:url"
import { inOneSpelling, withoutFlag } from "@/lib/shared/typed/numbers"
import { asciiDigits, typedSearch, withHyphens, withoutAccents } from "@/lib/shared/typed/text"

const NUMBER = /^\+?[\d\s().\-/]*\d[\d\s().\-/]*$/
const ASCII = /^[\x20-\x7e]*$/
/** Fewer digits in groups may be a date, or the beginning of an address. */
const LONG = 7
/** What countries put before a number at home, and leave out behind their code. */
const TRUNK = /^(?:0|8(?=\d{10}$)|06(?=\d{9}$)|04[45](?=\d{10}$))/

/** A pattern that finds typed text anywhere in what is searched, however accents and numbers are written. */
export function containing(typed: string): string {
  return `%${searched(typed).replace(/[\\%_]/g, "\\$&")}%`
}

function searched(typed: string): string {
  const text = typedSearch(withoutFlag(typed))
  const hyphened = withHyphens(text)
  const number = asciiDigits(hyphened)
  const isNumber = NUMBER.test(number) && (!/[-./]/.test(number) || number.replace(/\D/g, "").length >= LONG)
  if (isNumber) return digitsOf(number)
  // A name keeps its dashes as they were typed.
  return withoutAccents(text.includes("@") ? inAscii(hyphened) : text)
}

/** The digits of a number as they stand in its canonical form, as far as it was typed. */
function digitsOf(number: string): string {
  const digits = number.replace("(0)", "").replace(/\D/g, "")
  const isAbroad = /^\(?\s*(?:\+|00)/.test(number)
  if (!isAbroad) return digits.replace(TRUNK, "") || digits
  return inOneSpelling(digits.replace(/^00/, ""))
}

/** A domain that was typed in its own script stands there in ASCII. One of digits alone would be read as an address of IPv4. */
function inAscii(text: string): string {
  const at = text.lastIndexOf("@") + 1
  const domain = text.slice(at)
  const ascii = at > 0 && !ASCII.test(domain) && domainToASCII(domain)
  return ascii ? text.slice(0, at) + ascii : text
}
