import { useTranslations } from "next-intl"
import type { LogView } from "@/app/(console)/[organization]/iam/access-keys/search-params"
import { Choice, ListFilters } from "@/components/lists/filters"
import type { AccessKey } from "@/lib/shared/rows/access-keys"

/** The filters of the request log. A key that is not offered any more can still be looked for. */
export function LogFilters({ view, keys }: { view: LogView; keys: AccessKey[] }) {
  const t = useTranslations("requestLog")
  const offered = keys.map(({ id, name }) => [id, `${name} (${id})`] as const)
  const former = view.key && !keys.some(({ id }) => id === view.key) ? [[view.key, view.key] as const] : []
  return (
    <ListFilters label={t("filter")} search={t("search")} value={view.q} kept={{ tab: view.tab }}>
      <Choice name="key" all={t("anyKey")} value={view.key} options={[...offered, ...former]} />
      <Choice
        name="result"
        all={t("anyResult")}
        value={view.result}
        options={[
          ["done", t("done")],
          ["refused", t("refused")],
        ]}
      />
    </ListFilters>
  )
}
