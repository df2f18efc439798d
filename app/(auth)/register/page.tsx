import type { Metadata } from "next"
import { getLocale, getTranslations } from "next-intl/server"
import { registerAction } from "@/app/(auth)/actions"
import { AuthCard } from "@/app/(auth)/auth-card"
import { invitedHint } from "@/app/(auth)/invited-hint"
import { NewPassword } from "@/app/(auth)/new-password"
import { ReturnFields } from "@/app/(auth)/return-fields"
import { parseRedirectTarget, type RedirectTarget, skipWhenLoggedIn, withReturnTo } from "@/app/(auth)/return-to"
import { ActionForm } from "@/components/forms/form"
import { FormField } from "@/components/forms/form-field"
import { SubmitButton } from "@/components/ui/submit-button"
import { TextLink } from "@/components/ui/text-link"
import { NAME_MAX } from "@/lib/shared/lengths"

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("auth.register"))("title") }
}

export default async function RegisterPage({ searchParams }: PageProps<"/register">) {
  const journey = parseRedirectTarget(await searchParams)
  await skipWhenLoggedIn(journey)
  const [t, locale] = await Promise.all([getTranslations("auth"), getLocale()])
  return (
    <AuthCard title={t("register.title")} lead={t("register.lead")} footer={<Login {...journey} />}>
      <ActionForm action={registerAction}>
        <ReturnFields next={journey.next} />
        <input type="hidden" name="locale" value={locale} />
        <FormField
          name="contact"
          label={t("contact")}
          hint={await invitedHint(journey)}
          autoComplete="username"
          required
        />
        <FormField name="name" label={t("name")} autoComplete="name" limit={NAME_MAX} required />
        <NewPassword label={t("password")} />
        <SubmitButton size="large" wide>
          {t("register.submit")}
        </SubmitButton>
      </ActionForm>
    </AuthCard>
  )
}

async function Login(journey: RedirectTarget) {
  const t = await getTranslations("auth.register")
  return (
    <p>
      {t("haveAccount")} <TextLink href={withReturnTo(journey, "/login")}>{t("login")}</TextLink>
    </p>
  )
}
