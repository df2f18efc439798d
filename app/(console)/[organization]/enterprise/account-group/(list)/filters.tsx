import { useTranslations } from "next-intl"
import type { AccountGroupView } from "@/app/(console)/[organization]/enterprise/account-group/search-params"
import { FilterChoice } from "@/components/lists/filter-choice"
import { ListFilters } from "@/components/lists/filters"
import { origins } from "@/lib/shared/roles"
import { securityStates } from "@/lib/shared/rows/members"

/** Search and filters of the member accounts. */
export function Filters({ view }: { view: AccountGroupView }) {
  const t = useTranslations("accountGroup")
  const originNames = useTranslations("origins")
  return (
    <ListFilters label={t("filter")} search={t("search")} value={view.search}>
      <FilterChoice
        name="origin"
        all={t("anyOrigin")}
        value={view.origin}
        options={origins.map((origin) => [origin, originNames(origin)])}
      />
      <FilterChoice
        name="security"
        all={t("anySecurity")}
        value={view.security}
        options={securityStates.map((state) => [state, t(`states.${state}`)])}
      />
    </ListFilters>
  )
}
