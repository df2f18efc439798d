import type { Metadata } from "next"
import { getTranslations } from "next-intl/server"
import { forgotAction } from "@/app/(auth)/actions"
import { AuthCard } from "@/app/(auth)/auth-card"
import { ReturnFields } from "@/app/(auth)/return-fields"
import { parseRedirectTarget, withReturnTo } from "@/app/(auth)/return-to"
import { ActionForm } from "@/components/forms/form"
import { FormField } from "@/components/forms/form-field"
import { SubmitButton } from "@/components/ui/submit-button"
import { TextLink } from "@/components/ui/text-link"

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("auth.forgot"))("title") }
}

export default async function ForgotPage({ searchParams }: PageProps<"/forgot">) {
  const journey = parseRedirectTarget(await searchParams)
  const t = await getTranslations("auth")
  const back = <TextLink href={withReturnTo(journey, "/login")}>{t("forgot.back")}</TextLink>
  return (
    <AuthCard title={t("forgot.title")} lead={t("forgot.lead")} footer={<p>{back}</p>}>
      <ActionForm action={forgotAction}>
        <ReturnFields next={journey.next} />
        <FormField name="contact" label={t("contact")} autoComplete="username" required />
        <SubmitButton size="large" wide>
          {t("forgot.submit")}
        </SubmitButton>
      </ActionForm>
    </AuthCard>
  )
}
