import type { Route } from "next"
import { type Result, results } from "@/components/lists/result-filter"
import { type AuditAction, auditActions } from "@/lib/audit/actions"
import { kindNames } from "@/lib/handshake"
import { dayOf, first, oneOf, type SearchParams, searchText, withQuery } from "@/lib/web/search-params"

/** What the audit can be narrowed to. */
export const offeredActions = auditActions(kindNames)

/** What the address asks for. */
export interface AuditView {
  search: string
  action: AuditAction | undefined
  result: Result | undefined
  from: string | undefined
  to: string | undefined
  cursor: string | undefined
}

/** Reads an address; what it does not know falls back. */
export function parseAuditView(query: SearchParams): AuditView {
  return {
    search: searchText(query.q),
    action: oneOf(offeredActions, query.action),
    result: oneOf(results, query.result),
    from: dayOf(query.from),
    to: dayOf(query.to),
    cursor: first(query.cursor) || undefined,
  }
}

export function auditPath(organizationId: string): Route {
  return `/${organizationId}/iam/audit` as Route
}

/** The address of the same view at another page. */
export function auditPage(organizationId: string, { search, ...view }: AuditView, cursor: string | null): Route | null {
  return cursor ? withQuery(auditPath(organizationId), { q: search, ...view, cursor }) : null
}

/** The address of the view's first page. */
export function auditStart(organizationId: string, { search, ...view }: AuditView): Route {
  return withQuery(auditPath(organizationId), { q: search, ...view, cursor: undefined })
}

/** The address of all that the view's filters let through, as a file. */
export function auditExport(organizationId: string, { search, ...view }: AuditView): Route {
  return withQuery(`${auditPath(organizationId)}/export`, { q: search, ...view, cursor: undefined })
}

/** Whether the view shows less than there is. */
export function isAuditFiltered({ search, action, result, from, to }: AuditView): boolean {
  return Boolean(search || action || result || from || to)
}
