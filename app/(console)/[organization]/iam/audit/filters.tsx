import { useTranslations } from "next-intl"
import { FilterForm } from "@/components/filter-form"
import { Button } from "@/components/ui/button"
import { Input, Select } from "@/components/ui/input"
import { organizationActions } from "@/lib/audit-actions"
import type { View } from "./address"

/** Search and filters of the audit, kept in the address. */
export function AuditFilters({ view }: { view: View }) {
  const [t, words] = [useTranslations("audit"), useTranslations("auditWords")]
  return (
    <FilterForm label={t("filter")} kept={{}}>
      <Input
        type="search"
        name="q"
        aria-label={t("search")}
        placeholder={t("search")}
        defaultValue={view.search}
        className="max-sm:col-span-2"
      />
      <Select name="action" aria-label={t("anyAction")} defaultValue={view.action ?? ""} className="sm:max-w-56">
        <option value="">{t("anyAction")}</option>
        {organizationActions.map((action) => (
          <option key={action} value={action}>
            {words(`actions.${action}`)}
          </option>
        ))}
      </Select>
      <Select name="result" aria-label={t("anyResult")} defaultValue={view.result ?? ""}>
        <option value="">{t("anyResult")}</option>
        <option value="done">{t("done")}</option>
        <option value="refused">{t("refused")}</option>
      </Select>
      <Period view={view} />
      <noscript>
        <Button type="submit">{t("apply")}</Button>
      </noscript>
    </FilterForm>
  )
}

function Period({ view: { from, to } }: { view: View }) {
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
