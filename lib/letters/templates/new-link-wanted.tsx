import { type Facts, type LetterTemplate, named, needed, say } from "./letter"
import { Act, Say, Sheet } from "./parts"

/** To the super admin: an invited person whose link is dead asks for a new one. */
export const newLinkWanted: LetterTemplate = {
  subject: ({ locale }) => say(locale)("newLinkWanted.subject"),

  html(facts) {
    const { locale, words } = facts
    const t = say(locale)
    return (
      <Sheet locale={locale} heading={t("newLinkWanted.heading")}>
        <Say>
          {t("newLinkWanted.body", { contact: words.contact ?? "", organization: named(facts, "organization") })}
        </Say>
        <Say>{t("newLinkWanted.advice")}</Say>
        <Act locale={locale} href={records(facts)}>
          {t("newLinkWanted.button")}
        </Act>
      </Sheet>
    )
  },

  sms: (facts) =>
    say(facts.locale)("newLinkWanted.sms", {
      contact: facts.words.contact ?? "",
      organization: named(facts, "organization"),
      link: records(facts),
    }),
}

function records({ origin, words }: Facts): string {
  const organizationId = needed(words.organizationId, "organization")
  return `${origin}/${organizationId}/enterprise/members?tab=records&q=${encodeURIComponent(words.contact ?? "")}`
}
