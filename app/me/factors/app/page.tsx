import type { Metadata, Route } from "next"
import { getTranslations } from "next-intl/server"
import { addAppAction } from "@/app/me/factors/actions"
import { recoveryCodesWords } from "@/app/me/factors/words"
import { CodesForm } from "@/components/factors/codes-form"
import { QrCode } from "@/components/factors/qr-code"
import { FormCode, FormField } from "@/components/forms/form-field"
import { CenteredCard } from "@/components/ui/centered-card"
import { CopyButton } from "@/components/ui/copy-button"
import { SubmitButton } from "@/components/ui/submit-button"
import { TextLink } from "@/components/ui/text-link"
import { appBeingSetUp } from "@/lib/factors/adding"
import { ownFactors } from "@/lib/factors/factors"
import { NAME_MAX } from "@/lib/shared/lengths"
import { mustBeConfirmed } from "@/lib/web/reader/confirmed"
import { ownToken } from "@/lib/web/session"

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("factors.app"))("title") }
}

/** Shows the secret of the authenticator app that this login sets up, and takes a code of it. */
export default async function AddAppPage() {
  const { ctx } = await mustBeConfirmed("account.add-factor")
  const [setUp, { factors }] = await Promise.all([appBeingSetUp(ctx, await ownToken()), ownFactors(ctx)])
  const [t, refusals] = await Promise.all([getTranslations("factors"), getTranslations("refusals")])
  return (
    <CenteredCard title={t("app.title")} footer={<TextLink href="/me/factors">{t("back")}</TextLink>}>
      <CodesForm action={addAppAction} words={await recoveryCodesWords()}>
        {setUp && factors.length === 0 && <p className="text-secondary">{t("first")}</p>}
        {setUp ? <SetUp {...setUp} /> : <p className="text-secondary">{refusals("setup_over")}</p>}
      </CodesForm>
    </CenteredCard>
  )
}

async function SetUp(shared: Parameters<typeof Secret>[0]) {
  const t = await getTranslations("factors.app")
  return (
    <>
      <Secret {...shared} />
      <FormCode name="code" label={t("code")} hint={t("codeHint")} />
      <FormField name="name" label={t("name")} defaultValue={t("usual")} limit={NAME_MAX} autoComplete="off" required />
      <SubmitButton size="large" wide>
        {t("submit")}
      </SubmitButton>
    </>
  )
}

async function Secret({ secret, uri }: { secret: string; uri: string }) {
  const t = await getTranslations("factors.app")
  return (
    <>
      <p className="text-secondary">{t("lead")}</p>
      <QrCode text={uri} label={t("qr")} />
      <div className="flex flex-col gap-1.5">
        <p className="text-sm">{t("cannotScan")}</p>
        <code className="wrap-anywhere rounded-md bg-muted p-3">{secret.replace(/(.{4})(?=.)/g, "$1 ")}</code>
        <p className="flex flex-wrap items-center justify-between gap-3 text-sm">
          <CopyButton size="small" text={secret} label={t("copy")} />
          <TextLink href={uri as Route}>{t("open")}</TextLink>
        </p>
      </div>
    </>
  )
}
