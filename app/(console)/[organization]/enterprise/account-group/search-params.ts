import type { Route } from "next"
import { accountGroupOf } from "@/components/shell/navigation"
import { SEARCH_MAX } from "@/lib/shared/lengths"
import { origins } from "@/lib/shared/roles"
import { securityStates } from "@/lib/shared/rows/members"

/** What the address asks for. */
export interface View {
  search: string
  origin: (typeof origins)[number] | undefined
  security: (typeof securityStates)[number] | undefined
  cursor: string | undefined
}

/** Reads an address; what it does not know falls back. */
export function viewOf(query: Record<string, string | string[] | undefined>): View {
  return {
    search: one(query.q).trim().slice(0, SEARCH_MAX),
    origin: origins.find((known) => known === one(query.origin)),
    security: securityStates.find((known) => known === one(query.security)),
    cursor: one(query.cursor) || undefined,
  }
}

/** The address of another page of the same view. */
export function pageOf(organizationId: string, { search, origin, security }: View, cursor: string): Route {
  const query = Object.entries({ q: search, origin, security, cursor }).flatMap(([name, value]) =>
    value ? [[name, value]] : [],
  )
  return `${accountGroupOf(organizationId)}?${new URLSearchParams(query)}` as Route
}

/** Whether the view shows less than there is. */
export function isNarrowed({ search, origin, security, cursor }: View): boolean {
  return Boolean(search || origin || security || cursor)
}

function one(value: string | string[] | undefined): string {
  return (Array.isArray(value) ? value[0] : value) ?? ""
}
