import { getFormatter, getTranslations } from "next-intl/server"
import type { ReactNode } from "react"
import { Time } from "@/components/ui/time"
import { COUNTED, isMore } from "@/lib/shared/counts"
import type { Profile } from "@/lib/shared/rows/organization"

/** What the organization consists of, counted up to a limit. */
export async function Counts({ profile: { members, pending, quota, createdAt } }: { profile: Profile }) {
  const t = await getTranslations("profile")
  const { number } = await getFormatter()
  const counted = (count: number) => (isMore(count) ? `${number(COUNTED)}+` : number(count))
  return (
    <dl className="grid grid-cols-1 divide-y rounded-lg border bg-surface sm:grid-cols-3 sm:divide-x sm:divide-y-0">
      <Count word={t("members")}>
        {counted(members)} <span className="font-normal text-secondary text-sm">{t("ofQuota", { quota })}</span>
      </Count>
      <Count word={t("pending")}>{counted(pending)}</Count>
      <Count word={t("created")}>
        <Time value={createdAt} absolute />
      </Count>
    </dl>
  )
}

function Count({ word, children }: { word: string; children: ReactNode }) {
  return (
    <div className="flex justify-between gap-x-4 gap-y-0.5 px-4 py-3 sm:flex-col sm:px-5">
      <dt className="text-secondary text-sm">{word}</dt>
      <dd data-figures className="font-semibold text-lg">
        {children}
      </dd>
    </div>
  )
}
