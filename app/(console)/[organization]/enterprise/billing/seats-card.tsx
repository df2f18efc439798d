import { getFormatter, getTranslations } from "next-intl/server"
import { Callout } from "@/components/ui/callout"
import { Card } from "@/components/ui/card"
import { counted, seatsUsed } from "@/lib/shared/counts"
import type { Profile } from "@/lib/shared/rows/organization"
import { readerLocale } from "@/lib/web/action"

/** How many places of the quota are used, and by what. */
export async function SeatsCard({ members, pending, taken, quota }: Profile) {
  const [t, { number }, locale] = await Promise.all([getTranslations("billing"), getFormatter(), readerLocale()])
  const used = seatsUsed({ members, pending, taken })
  const width = (count: number) => Math.min((100 * count) / Math.max(quota, used), 100)
  return (
    <Card title={t("seats")} description={t("used", { used: number(used), quota: number(quota) })}>
      <svg
        aria-hidden
        viewBox="0 0 100 1"
        preserveAspectRatio="none"
        className="block h-2 w-full rounded-full bg-neutral-soft"
      >
        <rect width={width(used)} height="1" className="fill-accent/45" />
        <rect width={width(Math.min(members, used))} height="1" className="fill-accent" />
      </svg>
      <dl className="flex flex-wrap gap-x-6 gap-y-2 max-sm:flex-col">
        <Count word={t("members")} dot="bg-accent">
          {counted(members, locale)}
        </Count>
        <Count word={t("pending")} dot="bg-accent/45">
          {counted(pending, locale)}
        </Count>
        <Count word={t("left")} dot="border bg-neutral-soft">
          {number(Math.max(quota - used, 0))}
        </Count>
      </dl>
      {used >= quota && <Callout tone="warning">{t("full")}</Callout>}
    </Card>
  )
}

function Count({ word, dot, children }: { word: string; dot: string; children: string }) {
  return (
    <div className="flex items-center gap-2 max-sm:justify-between">
      <dt className="flex items-center gap-2 text-secondary text-sm">
        <span aria-hidden className={`size-2.5 rounded-full ${dot}`} />
        {word}
      </dt>
      <dd data-figures className="font-semibold">
        {children}
      </dd>
    </div>
  )
}
