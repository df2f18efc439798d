import type english from "@/lib/i18n/letters/en.json"
import { type Facts, hourOf, type LetterTemplate, named, say } from "@/lib/letters/templates/letter"
import { Act, Certified, Say, SendersWords, Sheet } from "@/lib/letters/templates/parts"
import { hour } from "@/lib/letters/templates/words"
import { countryName } from "@/lib/shared/kept/formatters"

const CONTACTS = ["contact", "former"]

/** The words of a notice: subject, heading, body, advice, the button's, and all of it as a text message. */
type Part = {
  [P in keyof typeof english]: (typeof english)[P] extends Record<NoticeLine, string> ? P : never
}[keyof typeof english]
type NoticeLine = "subject" | "heading" | "body" | "advice" | "button" | "sms"

/** A letter that says one thing and leads to one place; only its words differ from those of another. */
export function notice(part: Part, link: (facts: Facts) => string): LetterTemplate {
  return {
    subject: (facts) => say(facts.locale)(`${part}.subject`, valuesOf(facts)),

    html(facts) {
      const { locale, words } = facts
      const t = say(locale)
      const values = valuesOf(facts)
      return (
        <Sheet locale={locale} heading={t(`${part}.heading`, values)}>
          <Say>{t(`${part}.body`, values)}</Say>
          {facts.link && <Certified {...facts} />}
          {words.keys && <Say>{t("common.keys", values)}</Say>}
          {words.reason && <SendersWords intro={t("common.reason")} text={words.reason} />}
          <Say>{t(`${part}.advice`, values)}</Say>
          <Act locale={locale} href={link(facts)}>
            {t(`${part}.button`)}
          </Act>
        </Sheet>
      )
    },

    sms: (facts) => say(facts.locale)(`${part}.sms`, { ...valuesOf(facts), link: link(facts) }),
  }
}

/** Names as they may stand in a letter; a contact stands as it is, for its owner has to recognize it. */
function valuesOf(facts: Facts): Record<string, string> {
  const { words, recipient } = facts
  const names = Object.keys(words).map((word) => [
    word,
    CONTACTS.includes(word) ? (words[word] ?? "") : named(facts, word),
  ])
  const date = facts.deadline ? hourOf(facts) : ""
  return { recipient, date, ...Object.fromEntries(names), ...(words.at ? loginOf(facts, words.at) : {}) }
}

/** With what, from where and when somebody has logged in. */
function loginOf({ locale, words }: Facts, at: string) {
  const t = say(locale)
  const { browser = "", system = "", ip = "", country = "" } = words
  const place = [ip, country && countryName(country, locale)].filter(Boolean).join(", ")
  const agent = browser && system ? t("newLogin.agent", { browser, system }) : browser || system
  return {
    what: agent || t("newLogin.unknownAgent"),
    where: place || t("newLogin.unknownPlace"),
    when: hour(new Date(at), locale),
  }
}
