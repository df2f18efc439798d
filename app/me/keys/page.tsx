import type { Metadata, Route } from "next"
import { getTranslations } from "next-intl/server"
import { disableMadeKeysAction } from "@/app/me/logins/actions"
import { ActionForm } from "@/components/forms/form"
import { CenteredCard } from "@/components/ui/centered-card"
import { LinkButton } from "@/components/ui/link-button"
import { SubmitButton } from "@/components/ui/submit-button"
import { keysInUse } from "@/lib/accounts/notices/keys-in-use"
import { safePath } from "@/lib/web/safe-path"
import { mustBeLoggedIn } from "@/lib/web/session"

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("logins.review"))("title") }
}

/** After another password: the keys that go on acting for the account, and one button that disables them all. */
export default async function ReviewPage({ searchParams }: PageProps<"/me/keys">) {
  const [{ ctx }, { next }, t] = await Promise.all([mustBeLoggedIn(), searchParams, getTranslations("logins.review")])
  const on = safePath(next) as Route
  const keys = await keysInUse(ctx.db, ctx.actor.accountId)
  if (keys.length === 0)
    return (
      <CenteredCard title={t("none")} lead={t("noneLead")}>
        <LinkButton look="primary" size="large" wide href={on}>
          {t("continue")}
        </LinkButton>
      </CenteredCard>
    )
  return (
    <CenteredCard title={t("title")} lead={t("lead")}>
      <ul aria-label={t("keys")} className="flex flex-col divide-y rounded-lg border">
        {keys.map(({ id, name }) => (
          <li key={id} className="flex flex-col px-3 py-2">
            <bdi className="wrap-anywhere font-medium">{name}</bdi>
            <code className="text-secondary text-sm">{id}</code>
          </li>
        ))}
      </ul>
      <ActionForm action={disableMadeKeysAction}>
        <SubmitButton look="danger" size="large" wide>
          {t("disable", { count: keys.length })}
        </SubmitButton>
      </ActionForm>
      <LinkButton size="large" wide href={on}>
        {t("keep")}
      </LinkButton>
    </CenteredCard>
  )
}
