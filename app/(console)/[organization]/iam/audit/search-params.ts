import type { Route } from "next"
import { type AuditAction, auditActions } from "@/lib/audit/actions"
import { kindNames } from "@/lib/handshake"
import { SEARCH_MAX } from "@/lib/shared/lengths"

type Query = Record<string, string | string[] | undefined>

/** What the audit can be narrowed to. */
export const offeredActions = auditActions(kindNames)
const results = ["done", "refused"] as const
const DAY = /^\d{4}-\d{2}-\d{2}$/

/** What the address asks for. */
export interface View {
  search: string
  action: AuditAction | undefined
  result: (typeof results)[number] | undefined
  from: string | undefined
  to: string | undefined
  cursor: string | undefined
}

/** Reads an address; what it does not know falls back. */
export function viewOf(query: Query): View {
  return {
    search: one(query.q).trim().slice(0, SEARCH_MAX),
    action: offeredActions.find((known) => known === one(query.action)),
    result: results.find((known) => known === one(query.result)),
    from: dayOf(one(query.from)),
    to: dayOf(one(query.to)),
    cursor: one(query.cursor) || undefined,
  }
}

export function pathOf(organizationId: string): Route {
  return `/${organizationId}/iam/audit` as Route
}

/** The address of the same view at another page. */
export function pageOf(organizationId: string, view: View, cursor: string | null): Route | null {
  return cursor ? (`${pathOf(organizationId)}?${queryOf({ ...view, cursor })}` as Route) : null
}

/** The address of all that the view's filters let through, as a file. */
export function exportOf(organizationId: string, view: View): Route {
  const query = queryOf({ ...view, cursor: undefined })
  return `${pathOf(organizationId)}/export${query.size > 0 ? `?${query}` : ""}` as Route
}

/** Whether the view shows less than there is. */
export function isFiltered({ search, action, result, from, to }: View): boolean {
  return Boolean(search || action || result || from || to)
}

function queryOf({ search, ...rest }: View): URLSearchParams {
  const fields = Object.entries({ q: search, ...rest })
  return new URLSearchParams(fields.flatMap(([name, value]) => (value ? [[name, value]] : [])))
}

/** A day of the calendar, such as 2026-02-28; PostgreSQL knows no others. */
function dayOf(text: string): string | undefined {
  const day = DAY.test(text) ? new Date(`${text}T00:00:00Z`) : undefined
  return day && day.getTime() > 0 && day.toISOString().startsWith(text) ? text : undefined
}

function one(value: string | string[] | undefined): string {
  return (Array.isArray(value) ? value[0] : value) ?? ""
}
