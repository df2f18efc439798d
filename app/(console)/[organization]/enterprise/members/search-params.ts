import type { Route } from "next"
import { type InvitableRole, invitableRoles, type Role, roles } from "@/lib/shared/roles"
import { type Status, statuses } from "@/lib/shared/states"
import { first, oneOf, type SearchParams, searchText, withQuery } from "@/lib/web/search-params"

const directions = ["asc", "desc"] as const
const orders = ["sent", "contact"] as const

interface CommonView {
  search: string
  direction: (typeof directions)[number] | undefined
  cursor: string | undefined
}

export interface MembersView extends CommonView {
  tab: "members"
  role: Role | undefined
}

export interface RecordsView extends CommonView {
  tab: "records"
  role: InvitableRole | undefined
  status: Status | undefined
  sort: (typeof orders)[number] | undefined
}

/** What the address asks for. */
export type MembersPageView = MembersView | RecordsView

/** Reads an address; what it does not know falls back. */
export function parseMembersPageView(query: SearchParams): MembersPageView {
  const common = {
    search: searchText(query.q),
    direction: oneOf(directions, query.dir),
    cursor: first(query.cursor) || undefined,
  }
  if (first(query.tab) !== "records") return { tab: "members", role: oneOf(roles, query.role), ...common }
  return {
    tab: "records",
    role: oneOf(invitableRoles, query.role),
    status: oneOf(statuses, query.status),
    sort: oneOf(orders, query.sort),
    ...common,
  }
}

export function membersPath(organizationId: string): Route {
  return `/${organizationId}/enterprise/members` as Route
}

type Change = Partial<Record<"tab" | "q" | "status" | "role" | "sort" | "dir" | "cursor", string | null>>

/** The address of the same view with something changed; its first page, if no cursor is given. */
export function membersAddress(organizationId: string, view: MembersPageView, change: Change): Route {
  return withQuery(membersPath(organizationId), { ...queryOf(view), ...change })
}

/** Whether the view shows less than there is. */
export function isMembersViewFiltered(view: MembersPageView): boolean {
  return Boolean(view.search || view.role || (view.tab === "records" && view.status))
}

function queryOf(view: MembersPageView): Change {
  const records = view.tab === "records" ? { tab: "records", status: view.status, sort: view.sort } : {}
  return { ...records, q: view.search, role: view.role, dir: view.direction }
}
