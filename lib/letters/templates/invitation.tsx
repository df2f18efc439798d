import { type Facts, hourOf, type LetterTemplate, named, needed, say } from "@/lib/letters/templates/letter"
import { Act, Certified, More, Say, SendersWords, Sheet, Small } from "@/lib/letters/templates/parts"
import { looksLikeLink, oneLine } from "@/lib/letters/templates/words"
import { invitableRoles } from "@/lib/shared/roles"

/** Who invites, to what, as what, until when, and the sender's own words. */
export const invitation: LetterTemplate = {
  subject({ locale, words }) {
    const organization = oneLine(words.organization ?? "")
    const t = say(locale)
    return looksLikeLink(organization) ? t("invitation.subjectWithoutName") : t("invitation.subject", { organization })
  },

  html(facts) {
    const { locale, words } = facts
    const t = say(locale)
    const organization = named(facts, "organization")
    return (
      <Sheet locale={locale} heading={t("invitation.heading", { organization })}>
        <Say>{t("invitation.body", { organization, inviter: named(facts, "inviter") })}</Say>
        <Certified {...facts} />
        <Say>
          <strong>{t("invitation.role", { role: words.role ?? "" })}</strong>
          <br />
          {duty(facts)}
        </Say>
        {words.affiliates && <Say>{t("invitation.affiliates", { organization })}</Say>}
        {words.note?.trim() && <SendersWords intro={t("invitation.note")} text={words.note.trim()} />}
        <Say>{t("invitation.expires", { date: hourOf(facts) })}</Say>
        <Act locale={locale} href={needed(facts.link, "link")}>
          {t("invitation.button")}
        </Act>
        <Small>{words.number ? t("invitation.account", { number: words.number }) : t("invitation.contact")}</Small>
        <Small>{t("invitation.ignore")}</Small>
        <NoMore {...facts} />
      </Sheet>
    )
  },

  sms: (facts) =>
    say(facts.locale)("invitation.sms", {
      organization: named(facts, "organization"),
      inviter: named(facts, "inviter"),
      date: hourOf(facts),
      link: needed(facts.link, "link"),
    }),
}

/** The same once more before it ends, for who has not answered. */
export const reminder: LetterTemplate = {
  subject(facts) {
    const organization = oneLine(facts.words.organization ?? "")
    const t = say(facts.locale)
    if (looksLikeLink(organization)) return t("invitationReminder.subjectWithoutName")
    const { days, isSoon } = daysLeft(facts)
    return t(isSoon ? "invitationReminder.subjectSoon" : "invitationReminder.subject", { organization, days })
  },

  html(facts) {
    const { locale } = facts
    const t = say(locale)
    const organization = named(facts, "organization")
    const { days, isSoon } = daysLeft(facts)
    const heading = isSoon ? "invitationReminder.headingSoon" : "invitationReminder.heading"
    const values = { organization, inviter: named(facts, "inviter"), date: hourOf(facts) }
    return (
      <Sheet locale={locale} heading={t(heading, { organization, days })}>
        <Say>{t("invitationReminder.body", values)}</Say>
        <Certified {...facts} />
        <Act locale={locale} href={needed(facts.link, "link")}>
          {t("invitation.button")}
        </Act>
        <Small>{t("invitationReminder.once")}</Small>
        <NoMore {...facts} />
      </Sheet>
    )
  },

  sms: (facts) =>
    say(facts.locale)("invitationReminder.sms", {
      organization: named(facts, "organization"),
      inviter: named(facts, "inviter"),
      date: hourOf(facts),
      link: needed(facts.link, "link"),
    }),
}

/** How many days are left when it is written; of the last one it is enough that it is soon. */
function daysLeft({ words }: Facts) {
  const days = Number(words.days)
  return { days, isSoon: !(days > 1) }
}

/** Where the reader ends further invitations of the same sender. */
function NoMore(facts: Facts) {
  const t = say(facts.locale)
  return (
    facts.optOut && (
      <More href={facts.optOut}>{t("invitation.noMore", { organization: named(facts, "organization") })}</More>
    )
  )
}

function duty({ locale, words }: Facts): string {
  const role = invitableRoles.find((name) => name === words.role)
  return role ? say(locale)(`duties.${role}`) : ""
}
