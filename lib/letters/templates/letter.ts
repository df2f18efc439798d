import type { ReactElement } from "react"
import type english from "@/lib/i18n/letters/en.json"
import { hour, isolated, oneLine, unlinked } from "@/lib/letters/templates/words"
import { type Locale, locales } from "@/lib/shared/roles"

/** What a template may say. Secrets are derived for the moment of rendering and live nowhere else. */
export interface Facts {
  locale: Locale
  origin: string
  recipient: string
  words: Record<string, string>
  /** The link of the handshake that the letter is about. */
  link?: string
  /** Where its reader ends further invitations. */
  optOut?: string
  deadline?: Date
  /** As what the organization that it comes from is certified, and what that was called until lately. */
  legalName?: string | null
  formerName?: string | null
  code?: { digits: string; minutes: number }
}

/** One letter: what differs between them, nothing else. */
export interface LetterTemplate {
  subject(facts: Facts): string
  html(facts: Facts): ReactElement
  sms(facts: Facts): string
}

const catalogs = await Promise.all(
  locales.map(async (locale) => [locale, (await import(`../../i18n/letters/${locale}.json`)).default] as const),
)
const messages = Object.fromEntries(catalogs) as Record<Locale, Messages>

type Messages = typeof english
type Line = { [Part in keyof Messages]: `${Part}.${keyof Messages[Part] & string}` }[keyof Messages]
type Values = Record<string, string | number>

/** The words of the letters in the reader's language; what a value brings along is never filled in again. */
export function say(locale: Locale) {
  return (line: Line, values: Values = {}): string => {
    const [part = "", name = ""] = line.split(".")
    const words: Record<string, Record<string, string>> = messages[locale]
    const message = needed(words[part]?.[name], line)
    return message.replace(/\{(\w+)\}/g, (_, key: string) => String(needed(values[key], key)))
  }
}

/** A name that somebody chose, as it may stand in a letter. */
export function named(facts: Facts, word: string): string {
  return shown(facts.words[word] ?? "")
}

/** The same of a name that is no word of the letter. */
export function shown(name: string): string {
  return isolated(unlinked(oneLine(name)))
}

/** Until when an answer comes in time. */
export function hourOf({ locale, deadline }: Facts): string {
  return hour(needed(deadline, "deadline"), locale)
}

/** A fact without which the letter would be wrong. */
export function needed<T>(fact: T | undefined, what: string): T {
  if (fact === undefined) throw new Error(`A letter lacks its ${what}`)
  return fact
}
