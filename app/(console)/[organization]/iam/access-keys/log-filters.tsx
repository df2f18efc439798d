import { useTranslations } from "next-intl"
import { FilterForm } from "@/components/filter-form"
import { Button } from "@/components/ui/button"
import { Input, Select } from "@/components/ui/input"
import type { AccessKey } from "@/lib/rows/programs"
import type { LogView } from "./address"

/** The filters of the request log, kept in the address. A key that is not offered any more can still be looked for. */
export function LogFilters({ view, keys }: { view: LogView; keys: AccessKey[] }) {
  const t = useTranslations("requestLog")
  const offered = keys.some(({ id }) => id === view.key)
  return (
    <FilterForm label={t("filter")} kept={{ tab: view.tab }}>
      <Input
        type="search"
        name="q"
        aria-label={t("search")}
        placeholder={t("search")}
        defaultValue={view.q}
        autoComplete="off"
        spellCheck={false}
        className="max-sm:col-span-2"
      />
      <Select name="key" aria-label={t("anyKey")} defaultValue={view.key ?? ""}>
        <option value="">{t("anyKey")}</option>
        {keys.map(({ id, name }) => (
          <option key={id} value={id}>
            {name} ({id})
          </option>
        ))}
        {view.key && !offered && <option value={view.key}>{view.key}</option>}
      </Select>
      <Select name="result" aria-label={t("anyResult")} defaultValue={view.result ?? ""}>
        <option value="">{t("anyResult")}</option>
        <option value="done">{t("done")}</option>
        <option value="refused">{t("refused")}</option>
      </Select>
      <noscript>
        <Button type="submit">{t("apply")}</Button>
      </noscript>
    </FilterForm>
  )
}
