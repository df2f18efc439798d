import { getTranslations } from "next-intl/server"
import { disableMadeKeysAction } from "@/app/me/logins/actions"
import { ActionForm } from "@/components/forms/form"
import { Callout } from "@/components/ui/callout"
import { SubmitButton } from "@/components/ui/submit-button"
import { keysInUse } from "@/lib/accounts/notices/keys-in-use"
import { mustBeLoggedIn } from "@/lib/web/session"

/** That a login was ended, and what is offered of the keys that it has made. */
export async function Ended({ login }: { login: string }) {
  const { ctx } = await mustBeLoggedIn()
  const [t, made] = await Promise.all([getTranslations("logins.ended"), keysInUse(ctx.db, ctx.actor.accountId, login)])
  if (made.length === 0) return <Callout tone="success">{t("done")}</Callout>
  return (
    <Callout
      tone="warning"
      title={t("keysTitle", { count: made.length })}
      action={
        <ActionForm action={disableMadeKeysAction}>
          <input type="hidden" name="login" value={login} />
          <SubmitButton look="danger">{t("disable", { count: made.length })}</SubmitButton>
        </ActionForm>
      }
    >
      {t.rich("keys", { names: made.map(({ name }) => name).join(", "), name: (names) => <bdi>{names}</bdi> })}
    </Callout>
  )
}
