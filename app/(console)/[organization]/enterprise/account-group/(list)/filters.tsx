import { useTranslations } from "next-intl"
import {
  type AccountGroupView,
  accountGroupAddress,
  accountGroupExport,
  allAccounts,
  fieldsOf,
  isAccountGroupFiltered,
} from "@/app/(console)/[organization]/enterprise/account-group/search-params"
import { filterChoicesAction } from "@/app/(console)/[organization]/enterprise/members/actions"
import { FilteredList } from "@/components/lists/filtering/filtered-list"
import { origins } from "@/lib/shared/roles"
import { type Filter, hideable } from "@/lib/shared/rows/filters"
import { securityStates } from "@/lib/shared/rows/members"

/** Search and filters of the member accounts, their columns and their file. */
export function Filters({ id, view }: { id: string; view: AccountGroupView }) {
  const t = useTranslations("accountGroup")
  const originNames = useTranslations("origins")
  const { origin, security } = view
  const filters: Filter[] = [
    {
      name: "security",
      label: t("security"),
      set: security && {
        word: t(`states.${security}`),
        without: accountGroupAddress(id, view, { security: null }),
      },
    },
    {
      name: "origin",
      label: t("origin"),
      set: origin && { word: originNames(origin), without: accountGroupAddress(id, view, { origin: null }) },
    },
  ]
  return (
    <FilteredList
      organizationId={id}
      ask={filterChoicesAction}
      label={t("filter")}
      search={t("search")}
      value={view.search}
      fields={fieldsOf(view)}
      filters={filters}
      all={isAccountGroupFiltered(view) ? allAccounts(id, view) : undefined}
      file={accountGroupExport(id, view)}
      columns={hideable.accounts.map((column) => [column, t(column)])}
      fallback={[
        {
          name: "origin",
          all: t("anyOrigin"),
          value: origin,
          options: origins.map((origin) => [origin, originNames(origin)]),
        },
        {
          name: "security",
          all: t("anySecurity"),
          value: security,
          options: securityStates.map((state) => [state, t(`states.${state}`)]),
        },
      ]}
    />
  )
}
