import {
  type CountryCode,
  isSupportedCountry,
  type PhoneNumber,
  parsePhoneNumberFromString,
} from "libphonenumber-js/max"
import { decoded } from "@/lib/core/contacts/email"
import { flagged, inOneSpelling } from "@/lib/shared/typed/numbers"
import { asciiDigits } from "@/lib/shared/typed/text"

/** What can receive a text message; some countries do not tell mobile numbers from others. */
const MOBILE: string[] = ["MOBILE", "FIXED_LINE_OR_MOBILE"]
/** Numbers that their country keeps for examples, as example.com is kept. */
const EXAMPLES = /^\+447700900\d{3}$/
const LINK = /^(?:tel|sms|callto):/i
const NUMBER = /^\+?[\d\s().\-/]+$/
/** With the country's code, in brackets or behind the two zeros of most countries. */
const ABROAD = /^\(?\s*(?:\+|00)\s*(\d+)\s*\)?/
/** Grouped as only North America groups: this is read as a number of no other place. */
const NORTH_AMERICAN = /^(?:1[\s.-]*)?\(\d{3}\)[\s.-]*\d{3}[\s.-]*\d{4}$|^1[\s.-]+\d{3}[\s.-]+\d{3}[\s.-]+\d{4}$/
const SHORTEST = 7

/** A number in its canonical form, with the country it was taken for where it named none; or the refusal of it. */
export type PhoneReading = { address: string; assumed?: string } | { why: "invalid_input" | "country_needed" }

/**
 * A mobile number in its canonical form, read for the first of the countries in which it is one unless it names its
 * own; or why it is none.
 */
export function readPhone(text: string, countries: readonly string[]): PhoneReading {
  const typed = asciiDigits(decoded(text.replace(LINK, "")))
    .replace(/ー/g, "-")
    .trim()
  if (!NUMBER.test(typed.replace(/^\(?\s*\+/, "+"))) return { why: "invalid_input" }
  if (ABROAD.test(typed)) {
    const number = mobile(typed.replace(ABROAD, "+$1 ").replace(/\(0\)/, ""))
    return number ? { address: number.number } : { why: "invalid_input" }
  }
  const found = countries.flatMap((country) => (isSupportedCountry(country) ? (mobile(typed, country) ?? []) : []))
  const [number] = NORTH_AMERICAN.test(typed) ? found.filter((one) => one.countryCallingCode === "1") : found
  if (number) return { address: number.number, assumed: countryOf(number) }
  return { why: typed.replace(/\D/g, "").length < SHORTEST ? "invalid_input" : "country_needed" }
}

/** A number in the groups of its country, behind its flag. */
export function shownPhone(address: string): string {
  const number = parsePhoneNumberFromString(address)
  if (!number) return address
  const [country, shown] = [countryOf(number), number.formatInternational()]
  return country ? flagged(country, shown) : shown
}

/** The number, where it is one that takes text messages. */
function mobile(text: string, country?: CountryCode): PhoneNumber | undefined {
  const number = parsePhoneNumberFromString(text, { defaultCountry: country, extract: false })
  if (!number || number.ext) return undefined
  const spelled = inOneSpelling(number.number)
  const one = (spelled === number.number ? null : parsePhoneNumberFromString(spelled)) ?? number
  return EXAMPLES.test(one.number) || (one.isValid() && MOBILE.includes(one.getType() ?? "")) ? one : undefined
}

/** The country of a canonical number; nothing for one that belongs to none, such as a satellite's. */
export function countryOfNumber(address: string): string | undefined {
  const number = parsePhoneNumberFromString(address)
  return number && countryOf(number)
}

function countryOf(number: PhoneNumber): string | undefined {
  return number.country ?? number.getPossibleCountries()[0]
}
