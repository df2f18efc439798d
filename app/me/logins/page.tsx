import type { Metadata } from "next"
import { getTranslations } from "next-intl/server"
import { endOtherLoginsAction } from "@/app/me/logins/actions"
import { Ended } from "@/app/me/logins/ended"
import { LoginRow } from "@/app/me/logins/login-row"
import { ActionForm } from "@/components/forms/form"
import { Card } from "@/components/ui/card"
import { LinkButton } from "@/components/ui/link-button"
import { PageHeader } from "@/components/ui/page-header"
import { SubmitButton } from "@/components/ui/submit-button"
import { openLogins } from "@/lib/accounts/logins/logins"
import { mustBeLoggedIn } from "@/lib/web/session"

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("logins"))("title") }
}

/** Where the account is logged in, and the ends of it. */
export default async function LoginsPage({ searchParams }: PageProps<"/me/logins">) {
  const { ctx } = await mustBeLoggedIn()
  const [{ ended }, t, back, logins] = await Promise.all([
    searchParams,
    getTranslations("logins"),
    getTranslations("account"),
    openLogins(ctx),
  ])
  const others = logins.filter(({ here }) => !here)
  return (
    <>
      <PageHeader title={t("title")} facts={t("lead")} actions={<LinkButton href="/me">{back("back")}</LinkButton>} />
      {typeof ended === "string" && <Ended login={ended} />}
      <Card>
        <ul aria-label={t("title")} className="flex flex-col divide-y">
          {logins.map((one) => (
            <LoginRow key={one.login} {...one} />
          ))}
        </ul>
        {others.length === 0 && <p className="text-secondary">{t("onlyThis")}</p>}
      </Card>
      {others.length > 0 && (
        <ActionForm action={endOtherLoginsAction}>
          <div>
            <SubmitButton look="danger">{t("endOthers")}</SubmitButton>
          </div>
        </ActionForm>
      )}
    </>
  )
}
