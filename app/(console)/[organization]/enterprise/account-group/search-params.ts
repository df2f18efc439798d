import type { Route } from "next"
import { accountGroupOf } from "@/components/shell/navigation"
import { origins } from "@/lib/shared/roles"
import { securityStates } from "@/lib/shared/rows/members"
import { first, oneOf, type SearchParams, searchText, withQuery } from "@/lib/web/search-params"

/** What the address asks for. */
export interface AccountGroupView {
  search: string
  origin: (typeof origins)[number] | undefined
  security: (typeof securityStates)[number] | undefined
  cursor: string | undefined
}

/** Reads an address; what it does not know falls back. */
export function parseAccountGroupView(query: SearchParams): AccountGroupView {
  return {
    search: searchText(query.q),
    origin: oneOf(origins, query.origin),
    security: oneOf(securityStates, query.security),
    cursor: first(query.cursor) || undefined,
  }
}

/** The address of another page of the same view. */
export function accountGroupPage(organizationId: string, view: AccountGroupView, cursor: string): Route {
  const { search, origin, security } = view
  return withQuery(accountGroupOf(organizationId), { q: search, origin, security, cursor })
}

/** Whether the view shows less than there is. */
export function isNarrowed({ search, origin, security, cursor }: AccountGroupView): boolean {
  return Boolean(search || origin || security || cursor)
}
