import { getFormatter, getTranslations } from "next-intl/server"
import { Callout } from "@/components/ui/callout"
import { Card } from "@/components/ui/card"
import { Time } from "@/components/ui/time"
import type { Context } from "@/lib/core/context"
import { type TextBudget, textBudgets } from "@/lib/ops/text-budgets"
import { settings } from "@/lib/settings"

/** What is spent today of the text messages that may be sent, each of which costs money. */
export async function TextsCard({ ctx }: { ctx: Context }) {
  if (!settings().sms) return null
  const [t, budgets] = await Promise.all([getTranslations("operator.texts"), textBudgets(ctx)])
  return (
    <Card title={t("title")} description={t("lead")}>
      <dl className="grid gap-5 sm:grid-cols-2">
        {budgets.map((budget) => (
          <Spent key={budget.rule} {...budget} />
        ))}
      </dl>
      {budgets.some(({ spent, allowed }) => spent >= allowed) && <Callout tone="danger">{t("over")}</Callout>}
    </Card>
  )
}

async function Spent({ rule, spent, allowed, resetsAt }: TextBudget) {
  const [t, { number }] = await Promise.all([getTranslations("operator.texts"), getFormatter()])
  return (
    <div className="flex flex-col gap-2">
      <dt className="text-secondary text-sm">{t(rule)}</dt>
      <dd className="flex flex-col gap-2">
        <span className="flex flex-wrap items-baseline justify-between gap-x-4">
          <span data-figures className="font-semibold">
            {t("spent", { spent: number(spent), allowed: number(allowed) })}
          </span>
          {resetsAt && (
            <span className="text-secondary text-sm">
              {t.rich("until", { time: () => <Time value={resetsAt} absolute /> })}
            </span>
          )}
        </span>
        <svg
          aria-hidden
          viewBox="0 0 100 1"
          preserveAspectRatio="none"
          className="block h-2 w-full rounded-full bg-neutral-soft"
        >
          <rect width={Math.min((100 * spent) / Math.max(allowed, 1), 100)} height="1" className="fill-accent" />
        </svg>
      </dd>
    </div>
  )
}
