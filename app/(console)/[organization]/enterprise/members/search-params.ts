import type { Route } from "next"
import { type InvitableRole, invitableRoles, type Role, roles } from "@/lib/shared/roles"
import { type Status, statuses } from "@/lib/shared/states"
import { dayOf, first, oneOf, type SearchParams, searchText, withQuery } from "@/lib/web/search-params"

const directions = ["asc", "desc"] as const
const orders = ["sent", "contact"] as const
/** Within how many days what waits may expire. */
export const spans = ["1", "3", "7"] as const

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
  /** Of what waits only what expires within so many days, whatever the status. */
  expires: (typeof spans)[number] | undefined
  /** The days, by the reader's calendar, within which it was first sent. */
  from: string | undefined
  to: string | undefined
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
  const expires = oneOf(spans, query.expires)
  return {
    tab: "records",
    role: oneOf(invitableRoles, query.role),
    status: expires ? undefined : oneOf(statuses, query.status),
    expires,
    from: dayOf(query.from),
    to: dayOf(query.to),
    sort: oneOf(orders, query.sort),
    ...common,
  }
}

export function membersPath(organizationId: string): Route {
  return `/${organizationId}/enterprise/members` as Route
}

/** The fields of an address; those of filters are its own filters' names. */
export type Fields = Partial<Record<Filtering | "tab" | "q" | "sort" | "dir" | "cursor", string | null>>
type Filtering = "status" | "expires" | "role" | "from" | "to"

/** The address of the same view with something changed; its first page, if no cursor is given. */
export function membersAddress(organizationId: string, view: MembersPageView, change: Fields): Route {
  return withQuery(membersPath(organizationId), { ...fieldsOf(view), ...change })
}

/** The address of all that the view shows, as a file. */
export function membersExport(organizationId: string, view: MembersPageView): Route {
  return withQuery(`${membersPath(organizationId)}/export`, fieldsOf(view))
}

/** The address of the list without its search and filters. */
export function allMembers(organizationId: string, { tab, direction, ...view }: MembersPageView): Route {
  const sort = "sort" in view ? view.sort : null
  return withQuery(membersPath(organizationId), { tab: tab === "records" ? tab : null, sort, dir: direction })
}

/** Whether the view shows less than there is. */
export function isMembersViewFiltered(view: MembersPageView): boolean {
  const records = view.tab === "records" && (view.status || view.expires || view.from || view.to)
  return Boolean(view.search || view.role || records)
}

/** What the address of a view says, but where its page begins. */
export function fieldsOf({ tab, search, direction, cursor: _, ...filters }: MembersPageView): Fields {
  return { ...(tab === "records" ? { tab } : {}), ...filters, q: search, dir: direction }
}
