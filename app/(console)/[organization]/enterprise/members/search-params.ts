import type { Route } from "next"
import { type InvitableRole, invitableRoles, type Origin, origins, type Role, roles } from "@/lib/shared/roles"
import { type Trouble, troubles } from "@/lib/shared/rows/delivery"
import { type Status, statuses } from "@/lib/shared/states"
import { dayOf, first, oneOf, type SearchParams, searchText, withQuery } from "@/lib/web/search-params"

const directions = ["asc", "desc"] as const
const orders = ["sent", "contact"] as const
/** Within how many days what waits may expire. */
export const spans = ["1", "3", "7"] as const
/** For how many days a member may not have been active. */
export const idleSpans = ["30", "90"] as const

interface CommonView {
  search: string
  direction: (typeof directions)[number] | undefined
  cursor: string | undefined
}

export interface MembersView extends CommonView {
  tab: "members"
  /** One of these at a time, for each has an index of its own. */
  role: Role | undefined
  origin: Origin | undefined
  inactive: (typeof idleSpans)[number] | undefined
}

export interface RecordsView extends CommonView {
  tab: "records"
  role: InvitableRole | undefined
  status: Status | undefined
  /** Of what waits only what expires within so many days, whatever the status. */
  expires: (typeof spans)[number] | undefined
  /** What went wrong with the letter, whatever status and role. */
  delivery: Trouble | undefined
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
  return first(query.tab) === "records"
    ? { tab: "records", ...common, ...recordsFilters(query) }
    : { tab: "members", ...common, ...membersFilters(query) }
}

function membersFilters(query: SearchParams) {
  const inactive = oneOf(idleSpans, query.inactive)
  const origin = inactive ? undefined : oneOf(origins, query.origin)
  const role = inactive || origin ? undefined : oneOf(roles, query.role)
  return { role, origin, inactive }
}

function recordsFilters(query: SearchParams) {
  const delivery = oneOf(troubles, query.delivery)
  const expires = delivery ? undefined : oneOf(spans, query.expires)
  return {
    role: delivery ? undefined : oneOf(invitableRoles, query.role),
    status: delivery || expires ? undefined : oneOf(statuses, query.status),
    expires,
    delivery,
    from: dayOf(query.from),
    to: dayOf(query.to),
    sort: oneOf(orders, query.sort),
  }
}

export function membersPath(organizationId: string): Route {
  return `/${organizationId}/enterprise/members` as Route
}

/** The fields of an address; those of filters are its own filters' names. */
export type Fields = Partial<Record<Filtering | "tab" | "q" | "sort" | "dir" | "cursor", string | null>>
type Filtering = "status" | "expires" | "delivery" | "role" | "from" | "to" | "origin" | "inactive"

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
  const { tab: _, direction: __, cursor: ___, ...narrowing } = view
  return Object.entries(narrowing).some(([name, value]) => name !== "sort" && value)
}

/** What the address of a view says, but where its page begins. */
export function fieldsOf({ tab, search, direction, cursor: _, ...filters }: MembersPageView): Fields {
  return { ...(tab === "records" ? { tab } : {}), ...filters, q: search, dir: direction }
}
