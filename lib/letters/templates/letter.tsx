import { createTranslator } from "next-intl"
import type { ReactElement } from "react"
import english from "../../i18n/letters/en.json"
import chinese from "../../i18n/letters/zh-CN.json"
import type { Locale } from "../../roles"
import { oneLine, unlinked } from "../words"

/** What a template may say. Secrets are derived for the moment of rendering and live nowhere else. */
export interface Facts {
  locale: Locale
  origin: string
  recipient: string
  words: Record<string, string>
  /** The link of the handshake that the letter is about. */
  link?: string
  deadline?: Date
  code?: { digits: string; minutes: number }
}

/** One letter: what differs between them, nothing else. */
export interface LetterTemplate {
  subject(facts: Facts): string
  html(facts: Facts): ReactElement
  sms(facts: Facts): string
}

const messages = { en: english, "zh-CN": chinese } satisfies Record<Locale, typeof english>

/** The words of one letter in the reader's language. */
export function say(locale: Locale) {
  return createTranslator({ locale, messages: messages[locale], timeZone: "UTC" })
}

/** A name that somebody chose, as it may stand in a letter. */
export function named(facts: Facts, word: string): string {
  return unlinked(oneLine(facts.words[word] ?? ""))
}

/** A fact without which the letter would be wrong. */
export function needed<T>(fact: T | undefined, what: string): T {
  if (fact === undefined) throw new Error(`A letter lacks its ${what}`)
  return fact
}
