import { useLocale, useTranslations } from "next-intl"
import { endLoginAction } from "@/app/me/logins/actions"
import { ActionForm } from "@/components/forms/form"
import { Badge } from "@/components/ui/badge"
import { SubmitButton } from "@/components/ui/submit-button"
import { Time } from "@/components/ui/time"
import { countryName } from "@/lib/shared/kept/formatters"
import type { Locale } from "@/lib/shared/roles"
import type { OpenLogin } from "@/lib/shared/rows/logins"

/** One login: with what, from where and since when, and the button that ends it. */
export function LoginRow({ login, here, since, seenAt, keys, ...from }: OpenLogin) {
  const t = useTranslations("logins")
  const agent = useAgent(from)
  const place = usePlace(from)
  return (
    <li className="flex items-center justify-between gap-4 py-3 first:pt-0">
      <div className="min-w-0">
        <h2 className="flex flex-wrap items-center gap-2 font-medium">
          <span>{agent}</span>
          {here && <Badge tone="success">{t("here")}</Badge>}
        </h2>
        <p className="wrap-anywhere text-secondary text-sm">{place}</p>
        <p className="text-secondary text-sm">
          {t.rich("times", { since: () => <Time value={since} />, seen: () => <Time value={seenAt} /> })}
        </p>
        {keys > 0 && <p className="text-secondary text-sm">{t("keys", { count: keys })}</p>}
      </div>
      {!here && (
        <ActionForm action={endLoginAction} repeated>
          <input type="hidden" name="login" value={login} />
          <SubmitButton look="secondary" aria-label={t("endNamed", { agent, place })}>
            {t("end")}
          </SubmitButton>
        </ActionForm>
      )}
    </li>
  )
}

function useAgent({ browser, system }: Pick<OpenLogin, "browser" | "system">): string {
  const t = useTranslations("logins")
  if (browser && system) return t("agent", { browser, system })
  return browser ?? system ?? t("unknownAgent")
}

function usePlace({ ip, country }: Pick<OpenLogin, "ip" | "country">): string {
  const t = useTranslations("logins")
  const locale = useLocale() as Locale
  const named = [ip, country && countryName(country, locale)].filter(Boolean)
  return named.length > 0 ? named.join(" · ") : t("unknownPlace")
}
