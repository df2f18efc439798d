import type { Metadata } from "next"
import { getTranslations } from "next-intl/server"
import { renameAction } from "@/app/me/actions"
import { ActionForm } from "@/components/forms/form"
import { FormField } from "@/components/forms/form-field"
import { CenteredCard } from "@/components/ui/centered-card"
import { SubmitButton } from "@/components/ui/submit-button"
import { TextLink } from "@/components/ui/text-link"
import { NAME_MAX } from "@/lib/shared/lengths"
import { mustBeLoggedIn } from "@/lib/web/session"

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("account.rename"))("title") }
}

/** A person gives their account another name. */
export default async function NamePage() {
  const { account } = await mustBeLoggedIn()
  const [t, words] = await Promise.all([getTranslations("account.rename"), getTranslations("account")])
  return (
    <CenteredCard title={t("title")} lead={t("lead")} footer={<TextLink href="/me">{words("back")}</TextLink>}>
      <ActionForm action={renameAction}>
        <FormField
          name="name"
          label={words("name")}
          defaultValue={account.name}
          autoComplete="name"
          limit={NAME_MAX}
          required
        />
        <SubmitButton size="large" wide>
          {t("save")}
        </SubmitButton>
      </ActionForm>
    </CenteredCard>
  )
}
