import type { Metadata } from "next"
import { redirect } from "next/navigation"
import { getTranslations } from "next-intl/server"
import { codeAgainAction } from "@/app/(auth)/actions"
import { codeSent } from "@/app/(auth)/code-sent"
import { parseRedirectTarget } from "@/app/(auth)/return-to"
import { addContactAction, verifyContactAction } from "@/app/me/actions"
import { ProveAgain } from "@/app/me/prove-again"
import { CodeStep } from "@/components/forms/code-step"
import { ActionForm } from "@/components/forms/form"
import { FormField } from "@/components/forms/form-field"
import { CenteredCard } from "@/components/ui/centered-card"
import { SubmitButton } from "@/components/ui/submit-button"
import { TextLink } from "@/components/ui/text-link"
import { unverifiedPhone } from "@/lib/accounts/accounts"
import { shownContact } from "@/lib/core/contacts"
import { withoutFlag } from "@/lib/shared/typed/numbers"
import { neededFor } from "@/lib/web/reader/confirmed"
import { mustBeLoggedIn } from "@/lib/web/session"

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("account.contact"))("title") }
}

export default async function ContactPage({ searchParams }: PageProps<"/me/contact">) {
  const [{ ctx, account }, query, t] = await Promise.all([
    mustBeLoggedIn(),
    searchParams,
    getTranslations("account.contact"),
  ])
  if (account.email && account.phone) redirect("/me")
  const asked = typeof query.verification === "string"
  return (
    <CenteredCard
      title={t("title")}
      lead={asked ? await codeSent(parseRedirectTarget(query)) : t("lead")}
      footer={<TextLink href={asked ? "/me/contact" : "/me"}>{t(asked ? "another" : "back")}</TextLink>}
    >
      {asked ? (
        <CodeStep
          verificationId={String(query.verification)}
          action={verifyContactAction}
          again={codeAgainAction}
          submit={t("verify")}
        />
      ) : (
        <AskForContact
          label={account.email ? t("phone") : t("email")}
          known={account.email ? await unverifiedPhone(ctx) : null}
        />
      )}
    </CenteredCard>
  )
}

/** A number that the enterprise has bound need not be typed again. */
async function AskForContact({ label, known }: { label: string; known: string | null }) {
  const t = await getTranslations("account.contact")
  return (
    <ActionForm action={addContactAction}>
      <FormField
        name="contact"
        label={label}
        defaultValue={known ? withoutFlag(shownContact(known)) : undefined}
        required
      />
      {(await neededFor("account.prove-contact")) && <ProveAgain act="account.prove-contact" />}
      <SubmitButton size="large" wide>
        {t("send")}
      </SubmitButton>
    </ActionForm>
  )
}
