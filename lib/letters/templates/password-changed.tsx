import { type LetterTemplate, say } from "./letter"
import { Act, Say, Sheet } from "./parts"

/** Tells the owner of an account, because a thief would not. */
export const passwordChanged: LetterTemplate = {
  subject: ({ locale }) => say(locale)("passwordChanged.subject"),

  html({ locale, origin }) {
    const t = say(locale)
    return (
      <Sheet locale={locale} heading={t("passwordChanged.heading")}>
        <Say>{t("passwordChanged.body")}</Say>
        <Say>{t("passwordChanged.advice")}</Say>
        <Act locale={locale} href={`${origin}/login`}>
          {t("passwordChanged.button")}
        </Act>
      </Sheet>
    )
  },

  sms: ({ locale, origin }) => say(locale)("passwordChanged.sms", { link: `${origin}/login` }),
}
