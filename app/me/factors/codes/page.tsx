import type { Metadata } from "next"
import { redirect } from "next/navigation"
import { getTranslations } from "next-intl/server"
import { makeRecoveryCodesAction } from "@/app/me/factors/actions"
import { recoveryCodesWords } from "@/app/me/factors/words"
import { CodesForm } from "@/components/factors/codes-form"
import { CenteredCard } from "@/components/ui/centered-card"
import { SubmitButton } from "@/components/ui/submit-button"
import { TextLink } from "@/components/ui/text-link"
import { ownFactors } from "@/lib/factors/factors"
import { mustBeConfirmed } from "@/lib/web/reader/confirmed"

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("factors.recovery"))("title") }
}

/** Makes new recovery codes in place of those of before. */
export default async function RecoveryCodesPage() {
  const { ctx } = await mustBeConfirmed("account.make-recovery-codes")
  const { factors } = await ownFactors(ctx)
  if (factors.length === 0) redirect("/me/factors")
  const t = await getTranslations("factors")
  return (
    <CenteredCard
      title={t("recovery.title")}
      lead={t("recovery.lead")}
      footer={<TextLink href="/me/factors">{t("back")}</TextLink>}
    >
      <CodesForm action={makeRecoveryCodesAction} words={await recoveryCodesWords()}>
        <p>{t("recovery.makeLead")}</p>
        <SubmitButton size="large" wide>
          {t("recovery.make")}
        </SubmitButton>
      </CodesForm>
    </CenteredCard>
  )
}
