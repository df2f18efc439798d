import type { Metadata } from "next"
import { getTranslations } from "next-intl/server"
import { createOrganizationAction } from "@/app/me/actions"
import { ActionForm } from "@/components/forms/form"
import { FormField } from "@/components/forms/form-field"
import { CenteredCard } from "@/components/ui/centered-card"
import { SubmitButton } from "@/components/ui/submit-button"
import { TextLink } from "@/components/ui/text-link"
import { NAME_MAX } from "@/lib/shared/lengths"
import { mustBeLoggedIn } from "@/lib/web/session"

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("account.organization"))("title") }
}

/** An account creates an organization of its own. */
export default async function CreateOrganizationPage() {
  await mustBeLoggedIn()
  const [t, account] = await Promise.all([getTranslations("account.organization"), getTranslations("account")])
  return (
    <CenteredCard title={t("title")} lead={t("lead")} footer={<TextLink href="/me">{account("back")}</TextLink>}>
      <ActionForm action={createOrganizationAction}>
        <FormField
          name="name"
          label={t("name")}
          hint={t("uncertified")}
          limit={NAME_MAX}
          autoComplete="organization"
          required
        />
        <SubmitButton size="large" wide>
          {t("submit")}
        </SubmitButton>
      </ActionForm>
    </CenteredCard>
  )
}
