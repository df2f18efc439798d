import { useTranslations } from "next-intl"
import type { RequestLogView } from "@/app/(console)/[organization]/iam/access-keys/search-params"
import { FilterChoice } from "@/components/lists/filter-choice"
import { ListFilters } from "@/components/lists/filters"
import { ResultFilter } from "@/components/lists/result-filter"
import type { AccessKey } from "@/lib/shared/rows/access-keys"

/** The filters of the request log. A key that is not offered any more can still be looked for. */
export function LogFilters({ view, keys }: { view: RequestLogView; keys: AccessKey[] }) {
  const t = useTranslations("requestLog")
  const offered = keys.map(({ id, name }) => [id, `${name} (${id})`] as const)
  const former = view.key && !keys.some(({ id }) => id === view.key) ? [[view.key, view.key] as const] : []
  return (
    <ListFilters label={t("filter")} search={t("search")} value={view.q} hidden={{ tab: view.tab }}>
      <FilterChoice name="key" all={t("anyKey")} value={view.key} options={[...offered, ...former]} />
      <ResultFilter of="requestLog" value={view.result} />
    </ListFilters>
  )
}
