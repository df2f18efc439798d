import { useTranslations } from "next-intl"
import { offeredActions, type View } from "@/app/(console)/[organization]/iam/audit/search-params"
import { Choice, ListFilters } from "@/components/lists/filters"
import { Input } from "@/components/ui/input"

export function AuditFilters({ view, actionOf }: { view: View; actionOf: (action: string) => string }) {
  const t = useTranslations("audit")
  return (
    <ListFilters label={t("filter")} search={t("search")} value={view.search}>
      <Choice
        name="action"
        all={t("anyAction")}
        value={view.action}
        options={offeredActions.map((action) => [action, actionOf(action)])}
        className="sm:max-w-56"
      />
      <Choice
        name="result"
        all={t("anyResult")}
        value={view.result}
        options={[
          ["done", t("done")],
          ["refused", t("refused")],
        ]}
      />
      <Period from={view.from} to={view.to} />
    </ListFilters>
  )
}

function Period({ from, to }: Pick<View, "from" | "to">) {
  const t = useTranslations("audit")
  return (
    <div className="grid grid-cols-2 items-center gap-2 max-sm:col-span-2 sm:flex">
      <Input
        type="date"
        name="from"
        className="min-w-0"
        aria-label={t("fromDay")}
        title={t("fromDay")}
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
        aria-label={t("toDay")}
        title={t("toDay")}
        defaultValue={to}
        min={from}
      />
    </div>
  )
}
