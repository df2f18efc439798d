import type { Metadata } from "next"
import { getTranslations } from "next-intl/server"
import { loginAction } from "@/app/(auth)/actions"
import { invitedHint } from "@/app/(auth)/invited-hint"
import { FocusedAlert } from "@/app/(auth)/login/focused-alert"
import { ReturnFields } from "@/app/(auth)/return-fields"
import { parseRedirectTarget, type RedirectTarget, skipWhenLoggedIn, withReturnTo } from "@/app/(auth)/return-to"
import { ActionForm, FormField } from "@/components/forms/form"
import { Callout } from "@/components/ui/callout"
import { CenteredCard } from "@/components/ui/centered-card"
import { SubmitButton } from "@/components/ui/submit-button"
import { TextLink } from "@/components/ui/text-link"

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("auth.login"))("title") }
}

export default async function LoginPage({ searchParams }: PageProps<"/login">) {
  const query = await searchParams
  const journey = parseRedirectTarget(query)
  await skipWhenLoggedIn(journey)
  const t = await getTranslations("auth")
  return (
    <CenteredCard
      tile={query.expired === "1" && <Expired />}
      title={t("login.title")}
      footer={<OtherWays {...journey} />}
    >
      {query.reset === "1" && <Callout tone="success">{t("login.passwordChanged")}</Callout>}
      <ActionForm action={loginAction}>
        <ReturnFields next={journey.next} />
        <FormField
          name="contact"
          label={t("contact")}
          hint={await invitedHint(journey)}
          autoComplete="username"
          required
        />
        <FormField name="password" label={t("password")} type="password" autoComplete="current-password" required />
        <SubmitButton size="large" wide>
          {t("login.submit")}
        </SubmitButton>
      </ActionForm>
    </CenteredCard>
  )
}

/** Says that the login had ended with which a page was asked for. */
async function Expired() {
  const t = await getTranslations("auth.login")
  return (
    <FocusedAlert>
      <Callout tone="warning" title={t("expired")}>
        {t("expiredBody")}
      </Callout>
    </FocusedAlert>
  )
}

async function OtherWays(journey: RedirectTarget) {
  const t = await getTranslations("auth.login")
  return (
    <div className="flex flex-wrap justify-between gap-x-4 gap-y-2">
      <TextLink href={withReturnTo(journey, "/forgot")}>{t("forgot")}</TextLink>
      <span>
        {t("noAccount")} <TextLink href={withReturnTo(journey, "/register")}>{t("register")}</TextLink>
      </span>
    </div>
  )
}
