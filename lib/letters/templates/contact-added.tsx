import { type LetterTemplate, say } from "./letter"
import { Act, Say, Sheet } from "./parts"

/** Tells the contacts that an account had before, because a thief would not. */
export const contactAdded: LetterTemplate = {
  subject: ({ locale }) => say(locale)("contactAdded.subject"),

  html({ locale, origin, words }) {
    const t = say(locale)
    return (
      <Sheet locale={locale} heading={t("contactAdded.heading")}>
        <Say>{t("contactAdded.body", { contact: words.contact ?? "" })}</Say>
        <Say>{t("contactAdded.advice")}</Say>
        <Act locale={locale} href={`${origin}/login`}>
          {t("contactAdded.button")}
        </Act>
      </Sheet>
    )
  },

  sms: ({ locale, origin, words }) =>
    say(locale)("contactAdded.sms", { contact: words.contact ?? "", link: `${origin}/login` }),
}
