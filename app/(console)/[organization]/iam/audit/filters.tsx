import { useTranslations } from "next-intl"
import { type AuditView, offeredActions } from "@/app/(console)/[organization]/iam/audit/search-params"
import { FilterChoice } from "@/components/lists/filter-choice"
import { ListFilters } from "@/components/lists/filters"
import { ResultFilter } from "@/components/lists/result-filter"
import { Input } from "@/components/ui/input"

interface AuditFiltersProps {
  view: AuditView
  actionOf: (action: string) => string
  /** Whose days the period is of. */
  zone: string
}

export function AuditFilters({ view, actionOf, zone }: AuditFiltersProps) {
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
      <Period from={view.from} to={view.to} zone={zone} />
    </ListFilters>
  )
}

function Period({ from, to, zone }: Pick<AuditView, "from" | "to"> & { zone: string }) {
  const t = useTranslations("audit")
  return (
    <div className="grid grid-cols-2 items-center gap-2 max-sm:col-span-2 sm:flex">
      <Input
        type="date"
        name="from"
        className="min-w-0"
        aria-label={t("fromDay", { zone })}
        title={t("fromDay", { zone })}
        defaultValue={from}
        max={to}
      />
      <span aria-hidden className="text-tertiary max-sm:hidden">
        –
      </span>
      <Input
        type="date"
        name="to"
        className="min-w-0"
        aria-label={t("toDay", { zone })}
        title={t("toDay", { zone })}
        defaultValue={to}
        min={from}
      />
    </div>
  )
}
