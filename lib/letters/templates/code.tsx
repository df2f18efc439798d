import { type LetterTemplate, needed, say } from "@/lib/letters/templates/letter"
import { Digits, Say, Sheet, Small } from "@/lib/letters/templates/parts"

/** The six digits that prove a contact. The subject does not show them: locked screens show subjects. */
export const code: LetterTemplate = {
  subject: ({ locale }) => say(locale)("code.subject"),

  html({ locale, code }) {
    const t = say(locale)
    const { digits, minutes } = needed(code, "code")
    return (
      <Sheet locale={locale} heading={t("code.heading")}>
        <Say>{t("code.body")}</Say>
        <Digits>{digits}</Digits>
        <Say>{t("code.expires", { minutes })}</Say>
        <Say>{t("code.secret")}</Say>
        <Small>{t("code.ignore")}</Small>
      </Sheet>
    )
  },

  sms({ locale, code }) {
    const { digits, minutes } = needed(code, "code")
    return say(locale)("code.sms", { code: digits, minutes })
  },
}
