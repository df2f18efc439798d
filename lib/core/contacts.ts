import { readEmail, shownEmail } from "@/lib/core/contacts/email"
import { readPhone, shownPhone } from "@/lib/core/contacts/phone"
import { typedContact } from "@/lib/shared/typed/text"

/** Where a letter can reach a person, in its one canonical form: lower-case e-mail address, or E.164 number. */
export interface Contact {
  channel: "email" | "sms"
  address: string
}

const NUMBER = /^\+\d+$/
export const ACCOUNT_NUMBER = /^\d{12}$/

/** What a person typed, read; or the refusal of it. */
export type Reading =
  | {
      contact: Contact
      /** The country whose number it was taken for, where it did not say so itself. */
      assumed?: string
    }
  | { contact: null; why: "invalid_input" | "look_alike" | "country_needed" }

/**
 * Reads what a person typed as an e-mail address or a mobile number, which may be one of these countries without
 * saying so. Lists, quoted forms, extensions and numbers that take no text messages are refused, and letters that can
 * be taken for others. Plus-tags stay distinct.
 */
export function readContact(typed: string, countries: readonly string[] = []): Reading {
  const text = typedContact(typed)
  const isEmail = text.includes("@")
  const read = isEmail ? readEmail(text) : readPhone(text, countries)
  if ("why" in read) return { contact: null, why: read.why }
  return { ...read, contact: { channel: isEmail ? "email" : "sms", address: read.address } }
}

/** The contact that was typed, of which a number names its country. */
export function parseContact(typed: string): Contact | null {
  return readContact(typed).contact
}

/** Whether a typed number leaves its country to the reader. */
export function isLocalNumber(typed: string): boolean {
  return !/[@+]/.test(typedContact(typed))
}

/** A contact as people read it: a number in groups behind its flag, a domain in its own script. */
export function shownContact(address: string): string {
  if (address.includes("@")) return shownEmail(address)
  return NUMBER.test(address) ? shownPhone(address) : address
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
