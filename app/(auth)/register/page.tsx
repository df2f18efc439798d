import type { Metadata } from "next"
import { getTranslations } from "next-intl/server"
import { registerAction } from "@/app/(auth)/actions"
import { AuthCard } from "@/app/(auth)/auth-card"
import { codeSent } from "@/app/(auth)/code-sent"
import { contactOf, invitationBehind, invitedHint, joining } from "@/app/(auth)/invited"
import { AboutYourself } from "@/app/(auth)/register/about-yourself"
import { SendCode, WithCode } from "@/app/(auth)/register/invited-registration"
import { ReturnFields } from "@/app/(auth)/return-fields"
import { parseRedirectTarget, type RedirectTarget, skipWhenLoggedIn, withReturnTo } from "@/app/(auth)/return-to"
import { ActionForm } from "@/components/forms/form"
import { FormField } from "@/components/forms/form-field"
import { SubmitButton } from "@/components/ui/submit-button"
import { TextLink } from "@/components/ui/text-link"
import { Tile } from "@/components/ui/tile"

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("auth.register"))("title") }
}

/** Who comes from an invitation verifies its contact first; anybody else types one, and verifies it at the end. */
export default async function RegisterPage({ searchParams }: PageProps<"/register">) {
  const query = await searchParams
  const journey = parseRedirectTarget(query)
  await skipWhenLoggedIn(journey)
  const verificationId = typeof query.verification === "string" ? query.verification : undefined
  const invitation = await invitationBehind(journey)
  const t = await getTranslations("auth.register")
  const card = {
    tile: invitation && <Tile name={invitation.organization} size="large" />,
    title: invitation ? await joining("register", invitation) : t("title"),
    footer: <ToLogin {...journey} />,
  }
  if (verificationId) {
    return (
      <AuthCard {...card} lead={await codeSent(journey)} footer={<Taken {...journey} />}>
        <WithCode {...journey} verificationId={verificationId} />
      </AuthCard>
    )
  }
  if (invitation && !invitation.byNumber) {
    const { inviter, contact } = invitation
    const lead = t.rich("invitedLead", { inviter, contact, who: (name) => <bdi>{name}</bdi>, b: contactOf })
    return (
      <AuthCard {...card} lead={lead}>
        <SendCode next={journey.next} contact={contact} />
      </AuthCard>
    )
  }
  return (
    <AuthCard {...card} lead={t("lead")}>
      <Typed {...journey} />
    </AuthCard>
  )
}

async function Typed(journey: RedirectTarget) {
  const t = await getTranslations("auth")
  return (
    <ActionForm action={registerAction}>
      <ReturnFields next={journey.next} />
      <FormField
        name="contact"
        label={t("contact")}
        hint={await invitedHint(journey)}
        autoComplete="username"
        required
      />
      <AboutYourself />
      <SubmitButton size="large" wide>
        {t("register.submit")}
      </SubmitButton>
    </ActionForm>
  )
}

/** A contact that has an account gets another letter than a code. */
async function Taken(journey: RedirectTarget) {
  const t = await getTranslations("auth.verify")
  return (
    <>
      <p>{t("taken")}</p>
      <ToLogin {...journey} />
    </>
  )
}

async function ToLogin(journey: RedirectTarget) {
  const t = await getTranslations("auth.register")
  return (
    <p>
      {t("haveAccount")} <TextLink href={withReturnTo(journey, "/login")}>{t("login")}</TextLink>
    </p>
  )
}
