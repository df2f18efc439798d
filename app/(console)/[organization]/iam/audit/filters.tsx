import { useTranslations } from "next-intl"
import type { ComponentProps } from "react"
import { type AuditView, auditStart, offeredActions } from "@/app/(console)/[organization]/iam/audit/search-params"
import { FilterChoice } from "@/components/lists/filter-choice"
import { ListFilters } from "@/components/lists/filters"
import { ResultFilter } from "@/components/lists/result-filter"
import { Input } from "@/components/ui/input"
import { RouterButton } from "@/components/ui/router-links"
import { dayIn, periodsUntil } from "@/lib/web/reader/days"

interface AuditFiltersProps {
  organizationId: string
  view: AuditView
  actionOf: (action: string) => string
  /** Whose days the period is of. */
  zone: string
}

export function AuditFilters({ organizationId, view, actionOf, zone }: AuditFiltersProps) {
  const t = useTranslations("audit")
  return (
    <ListFilters label={t("filter")} search={t("search")} value={view.search}>
      <FilterChoice
        name="action"
        all={t("anyAction")}
        value={view.action}
        options={offeredActions.map((action) => [action, actionOf(action)])}
        className="sm:max-w-56"
      />
      <ResultFilter of="audit" value={view.result} />
      <Period organizationId={organizationId} view={view} zone={zone} />
    </ListFilters>
  )
}

type PeriodProps = Pick<AuditFiltersProps, "organizationId" | "view" | "zone">

/** The days between which the list is looked at: usual ones at a press, or any two. */
function Period({ organizationId, view, zone }: PeriodProps) {
  const t = useTranslations("audit")
  const { from, to } = view
  return (
    <div className="col-span-full flex flex-wrap items-center gap-2">
      <ul aria-label={t("periods")} className="flex gap-1">
        {periodsUntil(dayIn(zone)).map(([days, first]) => (
          <li key={days}>
            <RouterButton
              look="quiet"
              size="small"
              href={auditStart(organizationId, { ...view, from: first, to: undefined })}
              aria-current={from === first && !to ? "true" : undefined}
              className="aria-[current]:bg-muted aria-[current]:text-foreground"
            >
              {t("lastDays", { days })}
            </RouterButton>
          </li>
        ))}
      </ul>
      <div className="flex items-center gap-2 max-sm:w-full">
        <Day name="from" label={t("fromDay", { zone })} defaultValue={from} max={to} />
        <span aria-hidden className="text-tertiary">
          –
        </span>
        <Day name="to" label={t("toDay", { zone })} defaultValue={to} min={from} />
      </div>
    </div>
  )
}

function Day({ label, ...props }: ComponentProps<typeof Input> & { label: string }) {
  return <Input type="date" className="min-w-0" aria-label={label} title={label} {...props} />
}
