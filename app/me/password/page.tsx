import type { Metadata } from "next"
import { getTranslations } from "next-intl/server"
import { NewPassword } from "@/app/(auth)/new-password"
import { changePasswordAction } from "@/app/me/actions"
import { ActionForm } from "@/components/forms/form"
import { FormField } from "@/components/forms/form-field"
import { CenteredCard } from "@/components/ui/centered-card"
import { SubmitButton } from "@/components/ui/submit-button"
import { TextLink } from "@/components/ui/text-link"
import { mustBeLoggedIn } from "@/lib/web/session"

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("account"))("changePassword") }
}

export default async function PasswordPage() {
  const { account } = await mustBeLoggedIn()
  const t = await getTranslations("account")
  return (
    <CenteredCard
      title={t("changePassword")}
      lead={t("passwordLead")}
      footer={<TextLink href="/me">{t("back")}</TextLink>}
    >
      <ActionForm action={changePasswordAction} done={t("passwordChanged")}>
        {/* Tells a password manager whose password this is. */}
        <input type="hidden" autoComplete="username" value={account.email ?? account.phone ?? ""} readOnly />
        <FormField
          name="current"
          label={t("currentPassword")}
          type="password"
          autoComplete="current-password"
          required
        />
        <NewPassword label={t("newPassword")} />
        <SubmitButton size="large" wide>
          {t("changePassword")}
        </SubmitButton>
      </ActionForm>
    </CenteredCard>
  )
}
