import type { Route } from "next"
import { accountGroupOf } from "@/components/shell/navigation"
import { origins } from "@/lib/shared/roles"
import { securityStates } from "@/lib/shared/rows/members"
import { first, oneOf, type SearchParams, searchText, withQuery } from "@/lib/web/search-params"

const directions = ["asc", "desc"] as const

/** What the address asks for. */
export interface AccountGroupView {
  search: string
  origin: (typeof origins)[number] | undefined
  security: (typeof securityStates)[number] | undefined
  direction: (typeof directions)[number] | undefined
  cursor: string | undefined
}

/** Reads an address; what it does not know falls back. */
export function parseAccountGroupView(query: SearchParams): AccountGroupView {
  return {
    search: searchText(query.q),
    origin: oneOf(origins, query.origin),
    security: oneOf(securityStates, query.security),
    direction: oneOf(directions, query.dir),
    cursor: first(query.cursor) || undefined,
  }
}

/** What a view asks the list for: the newest first, unless the address says otherwise. */
export function accountsQuery({ direction = "desc", ...view }: AccountGroupView) {
  return { ...view, direction }
}

type Fields = Partial<Record<"q" | "origin" | "security" | "dir" | "cursor", string | null>>

/** The address of the same view with something changed; its first page, if no cursor is given. */
export function accountGroupAddress(organizationId: string, view: AccountGroupView, change: Fields): Route {
  return withQuery(accountGroupOf(organizationId), { ...fieldsOf(view), ...change })
}

/** The address of all that the view shows, as a file. */
export function accountGroupExport(organizationId: string, view: AccountGroupView): Route {
  return withQuery(`${accountGroupOf(organizationId)}/export`, fieldsOf(view))
}

/** The address of the list without its search and filters. */
export function allAccounts(organizationId: string, { direction }: AccountGroupView): Route {
  return withQuery(accountGroupOf(organizationId), { dir: direction })
}

/** Whether the view shows less than there is. */
export function isAccountGroupFiltered({ search, origin, security }: AccountGroupView): boolean {
  return Boolean(search || origin || security)
}

/** What the address of a view says, but where its page begins. */
export function fieldsOf({ search, origin, security, direction }: AccountGroupView): Fields {
  return { q: search, origin, security, dir: direction }
}
