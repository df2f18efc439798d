import type { Metadata } from "next"
import { getTranslations } from "next-intl/server"
import { loginAction } from "@/app/(auth)/actions"
import { invitationBehind, invitedHint, joining, owning, transferBehind } from "@/app/(auth)/invited"
import { FocusedAlert } from "@/app/(auth)/login/focused-alert"
import { LoginCard } from "@/app/(auth)/login/login-card"
import { parseRedirectTarget, skipWhenLoggedIn, withReturnTo } from "@/app/(auth)/return-to"
import { setLocale } from "@/app/preferences/actions"
import { Callout } from "@/components/ui/callout"
import { hasPasskeys } from "@/lib/factors/relying-party"

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("auth.login"))("title") }
}

export default async function LoginPage({ searchParams }: PageProps<"/login">) {
  const query = await searchParams
  const journey = parseRedirectTarget(query)
  await skipWhenLoggedIn(journey)
  const [t, of] = await Promise.all([getTranslations("auth"), getTranslations("auth.login")])
  const hint = await invitedHint(journey)
  const [invitation, transfer] = [await invitationBehind(journey), await transferBehind(journey)]
  const { organization } = invitation ?? transfer ?? {}
  return (
    <LoginCard
      logIn={loginAction}
      setLocale={setLocale}
      next={journey.next}
      words={{
        title: invitation ? await joining("login", invitation) : transfer ? await owning(transfer) : of("title"),
        contact: t("contact"),
        password: t("password"),
        submit: of("submit"),
        forgot: of("forgot"),
        noAccount: of("noAccount"),
        register: of("register"),
        ...(hasPasskeys() && { passkey: of("passkey") }),
      }}
      forgot={withReturnTo(journey, "/forgot")}
      register={withReturnTo(journey, "/register")}
      {...(organization && { organization })}
      {...(hint && { hint })}
      {...(query.expired === "1" && { expired: <Expired /> })}
      {...(query.reset === "1" && { done: <Callout tone="success">{of("passwordChanged")}</Callout> })}
    />
  )
}

/** Says that the login had ended with which a page was asked for. */
async function Expired() {
  const t = await getTranslations("auth.login")
  return (
    <FocusedAlert>
      <Callout tone="warning" title={t("expired")}>
        {t("expiredBody")}
      </Callout>
    </FocusedAlert>
  )
}
