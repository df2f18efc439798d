import type { Metadata } from "next"
import { getTranslations } from "next-intl/server"
import { NewPassword } from "@/app/(auth)/new-password"
import { changePasswordAction } from "@/app/me/actions"
import { ActionForm } from "@/components/forms/form"
import { FormField } from "@/components/forms/form-field"
import { CenteredCard } from "@/components/ui/centered-card"
import { LinkButton } from "@/components/ui/link-button"
import { SubmitButton } from "@/components/ui/submit-button"
import { TextLink } from "@/components/ui/text-link"
import { confirmingPath, isWithFactor, neededFor } from "@/lib/web/reader/confirmed"
import { mustBeLoggedIn } from "@/lib/web/session"

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("account"))("changePassword") }
}

export default async function PasswordPage() {
  const { account } = await mustBeLoggedIn()
  const t = await getTranslations("account")
  const withoutCurrent = (await isWithFactor()) && (await neededFor("account.add-factor")) === null
  return (
    <CenteredCard
      title={t("changePassword")}
      lead={t("passwordLead")}
      footer={<TextLink href="/me">{t("back")}</TextLink>}
    >
      <ActionForm action={changePasswordAction} done={t("passwordChanged")}>
        {/* Tells a password manager whose password this is. */}
        <input type="hidden" autoComplete="username" value={account.email ?? account.phone ?? ""} readOnly />
        {withoutCurrent ? null : <CurrentPassword />}
        <NewPassword label={t("newPassword")} />
        <SubmitButton size="large" wide>
          {t("changePassword")}
        </SubmitButton>
      </ActionForm>
    </CenteredCard>
  )
}

/** An account that has a factor confirms with it instead, if its holder does not know the password. */
async function CurrentPassword() {
  const [t, confirm] = await Promise.all([getTranslations("account"), getTranslations("factors.confirm")])
  return (
    <>
      <FormField name="current" label={t("currentPassword")} type="password" autoComplete="current-password" required />
      {(await isWithFactor()) && (
        <div>
          <LinkButton href={await confirmingPath()}>{confirm("orLink")}</LinkButton>
        </div>
      )}
    </>
  )
}
