import type { Route } from "next"
import { getFormatter, getTranslations } from "next-intl/server"
import type { ReactNode } from "react"
import { accessKeysOf, accountGroupOf, billingOf, membersOf } from "@/components/shell/navigation"
import { RouterLink } from "@/components/ui/router-links"
import { counted, seatsUsed } from "@/lib/shared/counts"
import { can, type Role } from "@/lib/shared/roles"
import type { Profile } from "@/lib/shared/rows/organization"
import { readerLocale } from "@/lib/web/action"

interface CountsProps {
  organization: { organizationId: string; role: Role }
  profile: Profile
}

/** What the organization owns, counted up to a limit, each with the way to its list for who may see that. (R62) */
export async function Counts({ organization: { organizationId: id, role }, profile }: CountsProps) {
  const [t, { number }, locale] = await Promise.all([getTranslations("profile"), getFormatter(), readerLocale()])
  const { members, pending, taken, quota, accounts, accessKeys } = profile
  const lists = can(role, "members.read")
  const records = `${membersOf(id)}?tab=records&status=pending` as Route
  return (
    <section aria-label={t("owns")}>
      <dl className="grid grid-cols-1 gap-px overflow-hidden rounded-lg border bg-border sm:grid-cols-5">
        <Count word={t("members")} href={lists && membersOf(id)}>
          {counted(members, locale)}
        </Count>
        <Count word={t("accounts")} href={lists && accountGroupOf(id)}>
          {counted(accounts, locale)}
        </Count>
        <Count word={t("accessKeys")} href={can(role, "keys.read") && accessKeysOf(id)}>
          {counted(accessKeys, locale)}
        </Count>
        <Count word={t("pending")} href={lists && records}>
          {counted(pending, locale)}
        </Count>
        <Count word={t("seatsLeft")} href={can(role, "billing.read") && billingOf(id)}>
          {number(Math.max(quota - seatsUsed({ members, pending, taken }), 0))}{" "}
          <span className="font-normal text-secondary text-sm">{t("ofQuota", { quota })}</span>
        </Count>
      </dl>
    </section>
  )
}

interface CountProps {
  word: string
  /** The list of what is counted, for who may see it. */
  href: Route | false
  children: ReactNode
}

function Count({ word, href, children }: CountProps) {
  return (
    <div className="flex items-baseline justify-between gap-x-4 gap-y-0.5 bg-surface px-4 py-3 sm:flex-col sm:px-5">
      <dt className="text-secondary text-sm">{href ? <RouterLink href={href}>{word}</RouterLink> : word}</dt>
      <dd data-figures className="font-semibold text-lg">
        {children}
      </dd>
    </div>
  )
}
