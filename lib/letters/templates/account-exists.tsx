import { type LetterTemplate, say } from "./letter"
import { Act, Say, Sheet, Small } from "./parts"

/** To the owner of a contact with which somebody tried to register: the page itself must not tell. */
export const accountExists: LetterTemplate = {
  subject: ({ locale }) => say(locale)("accountExists.subject"),

  html({ locale, origin, recipient }) {
    const t = say(locale)
    return (
      <Sheet locale={locale} heading={t("accountExists.heading")}>
        <Say>{t("accountExists.body", { contact: recipient })}</Say>
        <Say>{t("accountExists.advice")}</Say>
        <Act locale={locale} href={`${origin}/login`}>
          {t("accountExists.button")}
        </Act>
        <Small>{t("accountExists.ignore")}</Small>
      </Sheet>
    )
  },

  sms: ({ locale, origin }) => say(locale)("accountExists.sms", { link: `${origin}/login` }),
}
