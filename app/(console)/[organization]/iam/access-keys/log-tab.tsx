import { ScrollText } from "lucide-react"
import type { Route } from "next"
import { getTranslations } from "next-intl/server"
import { LogFilters } from "@/app/(console)/[organization]/iam/access-keys/log-filters"
import { type RequestLogView, requestLogAddress } from "@/app/(console)/[organization]/iam/access-keys/search-params"
import { RequestLog } from "@/components/access-keys/request-log"
import { NoMatch, ResultCount } from "@/components/lists/result-count"
import { Pager } from "@/components/ui/pager"
import { EmptyState } from "@/components/ui/table-states"
import type { Page } from "@/lib/lists/paging"
import type { AccessKey, ApiRequest } from "@/lib/shared/rows/access-keys"

interface LogTabProps {
  path: Route
  view: RequestLogView
  page: Page<ApiRequest>
  /** The keys to choose from. */
  keys: AccessKey[]
}

export async function LogTab({ path, view, page, keys }: LogTabProps) {
  const at = (cursor: string | null) => cursor && requestLogAddress(path, { ...view, cursor })
  const newer = at(page.earlier)
  const older = at(page.later)
  return (
    <>
      <LogFilters view={view} keys={keys} />
      <ResultCount count={page.rows.length} more={Boolean(newer || older)} />
      {page.rows.length > 0 ? <RequestLog rows={page.rows} /> : <Nothing path={path} view={view} />}
      <Pager newer={newer} older={older} />
    </>
  )
}

async function Nothing({ path, view: { q, key, result, cursor } }: Pick<LogTabProps, "path" | "view">) {
  const t = await getTranslations("requestLog")
  if (!q && !key && !result && !cursor) {
    return (
      <EmptyState icon={<ScrollText />} title={t("none")}>
        {t("noneHint")}
      </EmptyState>
    )
  }
  return <NoMatch title={t("noMatch")} hint={t("noMatchHint")} all={requestLogAddress(path)} />
}
