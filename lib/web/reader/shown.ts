import { getTranslations } from "next-intl/server"
import { shownContact } from "@/lib/core/contacts"
import { explained } from "@/lib/shared/delivery-reasons"

/** The members of rows that hold a whole contact. */
const CONTACTS = new Set(["contact", "email", "phone", "boundPhone"])

/** What a page shows, with each contact in it as people read it. */
export function shown<T>(what: T): T {
  return withTexts(what, textShown)
}

/** The same, with each reason why a letter did not go in the reader's language, a line for each thing that it says. */
export async function shownWithReasons<T>(what: T): Promise<T> {
  const t = await getTranslations("deliveryReasons")
  const inWords = (stored: string) => {
    const { words, quoted } = explained(stored)
    return [...words.map((reason) => t(reason)), ...(quoted ? [quoted] : [])].join("\n")
  }
  return withTexts(what, (name, text) => (name === "failure" ? inWords(text) : textShown(name, text)))
}

function textShown(name: string, text: string): string {
  return CONTACTS.has(name) ? shownContact(text) : text
}

/** A copy in which each text that a member holds is another. */
function withTexts<T>(what: T, text: (name: string, text: string) => string): T {
  if (Array.isArray(what)) return what.map((one) => withTexts(one, text)) as T
  if (typeof what !== "object" || what === null || what instanceof Date) return what
  const members = Object.entries(what).map(([name, value]) => [
    name,
    typeof value === "string" ? text(name, value) : withTexts(value, text),
  ])
  return Object.fromEntries(members)
}
