import type { Route } from "next"
import { useTranslations } from "next-intl"

/** For a person who belongs to no organization: how to have one. */
export function WaysIn() {
  const t = useTranslations("account.waysIn")
  return (
    <div className="grid grid-cols-1 gap-3 sm:grid-cols-2">
      <Way href="/me/organization" title={t("create")} body={t("createBody")} />
      <Way href="/me/affiliation" title={t("code")} body={t("codeBody")} />
    </div>
  )
}

function Way({ href, title, body }: { href: Route; title: string; body: string }) {
  return (
    <a href={href} className="flex flex-col gap-1 rounded-lg border bg-surface p-4 hover:bg-muted sm:p-5">
      <span className="font-semibold text-lg">{title}</span>
      <span className="text-secondary">{body}</span>
    </a>
  )
}
