import { useTranslations } from "next-intl"
import { FilterForm } from "@/components/filter-form"
import { Button } from "@/components/ui/button"
import { Input, Select } from "@/components/ui/input"
import { origins, securityStates } from "@/lib/rows"
import type { View } from "../address"

/** Search and filters of the member accounts, kept in the address (R101). */
export function Filters({ view }: { view: View }) {
  const [t, members] = [useTranslations("accountGroup"), useTranslations("members")]
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
      <Select name="origin" aria-label={t("anyOrigin")} defaultValue={view.origin ?? ""}>
        <option value="">{t("anyOrigin")}</option>
        {origins.map((origin) => (
          <option key={origin} value={origin}>
            {t(`origin.${origin}`)}
          </option>
        ))}
      </Select>
      <Select name="security" aria-label={t("anySecurity")} defaultValue={view.security ?? ""}>
        <option value="">{t("anySecurity")}</option>
        {securityStates.map((state) => (
          <option key={state} value={state}>
            {t(`states.${state}`)}
          </option>
        ))}
      </Select>
      <noscript>
        <Button type="submit">{members("apply")}</Button>
      </noscript>
    </FilterForm>
  )
}
