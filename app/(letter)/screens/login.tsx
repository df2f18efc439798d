import { getTranslations } from "next-intl/server"
import { withReturnTo } from "@/app/(auth)/return-to"
import { Callout } from "@/components/ui/callout"
import { LinkButton } from "@/components/ui/link-button"
import type { AccountLetterPage } from "@/lib/web/letter-cookie"
import { visitor } from "@/lib/web/session"

/** Offers the login, which comes back to the letter, and says when a login has ended. */
export async function Login({ page, to }: { page: AccountLetterPage; to: string }) {
  const [t, { kind }] = await Promise.all([getTranslations("letter"), visitor()])
  return (
    <>
      {kind === "expired" && <Callout tone="warning" title={t("loginExpired")} />}
      <LinkButton look="primary" size="large" wide href={withReturnTo({ next: `/${page}`, to }, "/login")}>
        {t("login")}
      </LinkButton>
    </>
  )
}
