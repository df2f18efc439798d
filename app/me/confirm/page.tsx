import type { Metadata, Route } from "next"
import { redirect } from "next/navigation"
import { getTranslations } from "next-intl/server"
import { ReturnFields } from "@/app/(auth)/return-fields"
import { parseRedirectTarget } from "@/app/(auth)/return-to"
import {
  confirmCodeAction,
  confirmOptionsAction,
  confirmPasskeyAction,
  confirmPasswordAction,
} from "@/app/me/confirm/actions"
import { PasskeyButton } from "@/components/factors/passkey-button"
import { ActionForm } from "@/components/forms/form"
import { FormField } from "@/components/forms/form-field"
import { CenteredCard } from "@/components/ui/centered-card"
import { SubmitButton } from "@/components/ui/submit-button"
import { TextLink } from "@/components/ui/text-link"
import { ownFactors } from "@/lib/factors/factors"
import { mustBeLoggedIn } from "@/lib/web/session"

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("factors.confirm"))("title") }
}

/** Makes an old login as fresh as a new one, with what the account has, and goes on where it came from; a fresh one at once. */
export default async function ConfirmPage({ searchParams }: PageProps<"/me/confirm">) {
  const [{ ctx }, query, t, words] = await Promise.all([
    mustBeLoggedIn(),
    searchParams,
    getTranslations("factors"),
    getTranslations(),
  ])
  const { next } = parseRedirectTarget(query)
  const { factors } = await ownFactors(ctx)
  const hasFactor = factors.length > 0
  if (hasFactor ? ctx.actor.freshFactor : ctx.actor.freshLogin) redirect(next as Route)
  return (
    <CenteredCard
      title={t("confirm.title")}
      lead={t(hasFactor ? "confirm.leadFactor" : "confirm.lead")}
      footer={<TextLink href="/me">{words("account.back")}</TextLink>}
    >
      {factors.some(({ kind }) => kind === "passkey") && (
        <PasskeyButton
          options={confirmOptionsAction}
          answer={confirmPasskeyAction}
          next={next}
          primary
          label={t("confirm.passkey")}
        />
      )}
      <ActionForm action={hasFactor ? confirmCodeAction : confirmPasswordAction}>
        <ReturnFields next={next} />
        {hasFactor ? (
          <FormField name="code" label={t("confirm.code")} autoComplete="one-time-code" required />
        ) : (
          <FormField
            name="password"
            label={words("auth.password")}
            type="password"
            autoComplete="current-password"
            required
          />
        )}
        <SubmitButton look={factors.some(({ kind }) => kind === "passkey") ? "secondary" : "primary"} size="large" wide>
          {t("confirm.submit")}
        </SubmitButton>
      </ActionForm>
    </CenteredCard>
  )
}
