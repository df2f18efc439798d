import type { Metadata, Route } from "next"
import { redirect } from "next/navigation"
import { getTranslations } from "next-intl/server"
import type { ReactNode } from "react"
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

type Kind = "email" | "phone"

/** Adds the contact that the account lacks, or puts another in the place of one that it has. */
export default async function ContactPage({ searchParams }: PageProps<"/me/contact">) {
  const [{ ctx, account }, query] = await Promise.all([mustBeLoggedIn(), searchParams])
  const replacing = replacedIn(query, account)
  if (!replacing && account.email && account.phone) redirect("/me")
  if (typeof query.verification === "string") {
    const sent = await codeSent(parseRedirectTarget(query))
    return <EnterCode verificationId={query.verification} replacing={replacing} sent={sent} />
  }
  if (replacing) return <AskForContact kind={replacing} replaced={account[replacing]} known={null} />
  if (!account.email) return <AskForContact kind="email" replaced={null} known={null} />
  return <AskForContact kind="phone" replaced={null} known={await unverifiedPhone(ctx)} />
}

/** Which contact of the account is to be replaced. */
function replacedIn({ replacing }: Record<string, unknown>, account: Record<Kind, string | null>): Kind | null {
  const kind = replacing === "email" || replacing === "phone" ? replacing : null
  return kind && account[kind] ? kind : null
}

interface EnterCodeProps {
  verificationId: string
  replacing: Kind | null
  /** Where the code went. */
  sent: ReactNode
}

async function EnterCode({ verificationId, replacing, sent }: EnterCodeProps) {
  const t = await getTranslations("account.contact")
  const again = replacing ? (`/me/contact?replacing=${replacing}` as Route) : "/me/contact"
  return (
    <CenteredCard
      title={t(replacing ? `replace.${replacing}` : "title")}
      lead={sent}
      footer={<TextLink href={again}>{t("another")}</TextLink>}
    >
      <CodeStep
        verificationId={verificationId}
        action={verifyContactAction}
        again={codeAgainAction}
        submit={t(replacing ? "replace.verify" : "verify")}
      />
    </CenteredCard>
  )
}

interface AskForContactProps {
  kind: Kind
  /** The contact whose place the new one takes. */
  replaced: string | null
  /** The number that the enterprise has bound, which need not be typed again. */
  known: string | null
}

async function AskForContact({ kind, replaced, known }: AskForContactProps) {
  const t = await getTranslations("account.contact")
  const act = replaced ? "account.replace-contact" : "account.prove-contact"
  const shown = (contact: string) => withoutFlag(shownContact(contact))
  return (
    <CenteredCard
      title={t(replaced ? `replace.${kind}` : "title")}
      lead={t(replaced ? "replace.lead" : "lead")}
      footer={<TextLink href="/me">{t("back")}</TextLink>}
    >
      <ActionForm action={addContactAction}>
        {replaced && <input type="hidden" name="replacing" value={kind} />}
        <FormField
          name="contact"
          label={t(kind)}
          hint={replaced ? t("replace.present", { contact: shown(replaced) }) : undefined}
          defaultValue={known ? shown(known) : undefined}
          required
        />
        {(await neededFor(act)) && <ProveAgain act={act} />}
        <SubmitButton size="large" wide>
          {t("send")}
        </SubmitButton>
      </ActionForm>
    </CenteredCard>
  )
}
