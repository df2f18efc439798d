import type { Metadata } from "next"
import { redirect } from "next/navigation"
import { getTranslations } from "next-intl/server"
import { secondStepAction } from "@/app/(auth)/actions"
import { AuthCard } from "@/app/(auth)/auth-card"
import { secondPasskeyAction, secondPasskeyOptionsAction } from "@/app/(auth)/passkey-actions"
import { ReturnFields } from "@/app/(auth)/return-fields"
import { parseRedirectTarget, skipWhenLoggedIn, withReturnTo } from "@/app/(auth)/return-to"
import { PasskeyButton } from "@/components/factors/passkey-button"
import { ActionForm } from "@/components/forms/form"
import { FormCode, FormField } from "@/components/forms/form-field"
import { SubmitButton } from "@/components/ui/submit-button"
import { TextLink } from "@/components/ui/text-link"
import { factorsOwed } from "@/lib/factors/second-step"
import { halfLogin, visitorContext } from "@/lib/web/context"

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("factors.verify"))("title") }
}

/** The second step of a login, for an account that has a factor. */
export default async function VerifyLoginPage({ searchParams }: PageProps<"/login/verify">) {
  const query = await searchParams
  const journey = parseRedirectTarget(query)
  await skipWhenLoggedIn(journey)
  const kinds = await factorsOwed(await visitorContext(), await halfLogin())
  if (!kinds) redirect(withReturnTo(journey, "/login"))
  const t = await getTranslations("factors.verify")
  const [app, passkey, recovery] = [kinds.has("totp"), kinds.has("passkey"), query.with === "recovery-code"]
  const other = recovery
    ? { href: withReturnTo(journey, "/login/verify"), words: t("otherWay") }
    : { href: withReturnTo(journey, "/login/verify", { with: "recovery-code" }), words: t("useRecovery") }
  return (
    <AuthCard
      title={t("title")}
      lead={t(recovery ? "recoveryLead" : app ? "appLead" : "passkeyLead")}
      footer={
        <div className="flex flex-wrap justify-between gap-x-4 gap-y-2">
          <TextLink href={other.href}>{other.words}</TextLink>
          <TextLink href={withReturnTo(journey, "/login")}>{t("startAgain")}</TextLink>
        </div>
      }
    >
      {(app || recovery) && (
        <ActionForm action={secondStepAction}>
          <ReturnFields next={journey.next} />
          {recovery ? (
            <FormField name="code" label={t("recoveryCode")} hint={t("recoveryHint")} autoComplete="off" required />
          ) : (
            <FormCode name="code" label={t("code")} autoFocus />
          )}
          <SubmitButton size="large" wide>
            {t("submit")}
          </SubmitButton>
        </ActionForm>
      )}
      {passkey && !recovery && (
        <PasskeyButton
          options={secondPasskeyOptionsAction}
          answer={secondPasskeyAction}
          next={journey.next}
          primary={!app}
          label={t("passkey")}
        />
      )}
      {passkey && !app && !recovery && (
        <noscript>
          <p className="text-secondary">{t("noScript")}</p>
        </noscript>
      )}
    </AuthCard>
  )
}
