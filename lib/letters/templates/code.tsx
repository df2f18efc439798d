import { type Facts, type LetterTemplate, needed, say } from "@/lib/letters/templates/letter"
import { Digits, Say, Sheet, Small } from "@/lib/letters/templates/parts"

/** What a code does, by the purpose that it is asked for; one of any other purpose proves its contact. */
const parts = { register: "codeToRegister", contact: "codeToAdd", reset: "codeToReset" } as const

/**
 * The six digits that prove a contact, and what they do, so that nobody is talked out of a code for something else. The
 * subject does not show them: locked screens show subjects.
 */
export const code: LetterTemplate = {
  subject: (facts) => say(facts.locale)(`${partOf(facts)}.subject`),

  html(facts) {
    const { locale, recipient } = facts
    const t = say(locale)
    const part = partOf(facts)
    const { digits, minutes } = needed(facts.code, "code")
    return (
      <Sheet locale={locale} heading={t(`${part}.heading`)}>
        <Say>{t(`${part}.body`, { recipient })}</Say>
        <Digits>{digits}</Digits>
        <Say>{t("code.expires", { minutes })}</Say>
        <Say>{t("code.secret")}</Say>
        <Small>{t(`${part}.ignore`)}</Small>
      </Sheet>
    )
  },

  sms(facts) {
    const { digits, minutes } = needed(facts.code, "code")
    return say(facts.locale)(`${partOf(facts)}.sms`, { code: digits, minutes })
  },
}

function partOf({ words }: Facts) {
  const purpose = Object.keys(parts).find((one) => one === words.purpose) as keyof typeof parts | undefined
  return purpose ? parts[purpose] : "code"
}
