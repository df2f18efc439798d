import { parsePhoneNumberFromString } from "libphonenumber-js/max"
import { z } from "zod"

/** Where a letter can reach a person, in its one canonical form: lower-case e-mail address, or E.164 number. */
export interface Contact {
  channel: "email" | "sms"
  address: string
}

/** Whose numbers may be typed without a country code. */
const COUNTRY = "CN"
/** What can receive a text message; some countries do not tell mobile numbers from others. */
const MOBILE: string[] = ["MOBILE", "FIXED_LINE_OR_MOBILE"]
const MAX_LENGTH = 254
const ASCII = /^[\x20-\x7e]+$/
export const ACCOUNT_NUMBER = /^\d{12}$/
const email = z.email().max(MAX_LENGTH)

/**
 * Reads what a person typed as an e-mail address or a phone number.
 * Anything outside ASCII, lists, quoted forms, extensions and numbers that take no text messages are refused: null. Plus-tags stay distinct.
 */
export function parseContact(typed: string): Contact | null {
  const text = typed.trim()
  if (!ASCII.test(text)) return null
  return text.includes("@") ? parseEmail(text) : parsePhone(text)
}

/** The contact of a canonical address. */
export function contactOf(address: string): Contact {
  return { channel: address.includes("@") ? "email" : "sms", address }
}

/** Whether this names an account by its number, and is no contact at all. */
export function isAccountNumber(text: string): boolean {
  return ACCOUNT_NUMBER.test(text)
}

/** A contact as a stranger may see it: enough to recognize one's own, too little to learn another's. */
export function masked(address: string): string {
  const [local = "", domain] = address.split("@")
  if (domain === undefined)
    return `${address.slice(0, 3)}${"•".repeat(Math.max(address.length - 5, 3))}${address.slice(-2)}`
  const dot = domain.lastIndexOf(".")
  return `${local.slice(0, 1)}•••@${domain.slice(0, 1)}•••${dot > 0 ? domain.slice(dot) : ""}`
}

/** A name as a stranger may see it: enough to recognize a colleague, too little to learn a directory. */
export function maskedName(name: string): string {
  return name
    .split(/\s+/)
    .map(([first = ""]) => `${first}••`)
    .join(" ")
}

function parseEmail(text: string): Contact | null {
  const address = text.toLowerCase()
  return email.safeParse(address).success ? { channel: "email", address } : null
}

function parsePhone(text: string): Contact | null {
  const number = parsePhoneNumberFromString(text.replace(/^00/, "+"), { defaultCountry: COUNTRY, extract: false })
  if (!number?.isValid() || number.ext || !MOBILE.includes(number.getType() ?? "")) return null
  return { channel: "sms", address: number.number }
}
