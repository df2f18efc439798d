import type { Route } from "next"
import { SEARCH_MAX } from "@/lib/shared/lengths"
import { type InvitableRole, invitableRoles, type Role, roles } from "@/lib/shared/roles"
import { type Status, statuses } from "@/lib/shared/states"

type Query = Record<string, string | string[] | undefined>

const directions = ["asc", "desc"] as const
const orders = ["sent", "contact"] as const

interface Common {
  search: string
  direction: (typeof directions)[number] | undefined
  cursor: string | undefined
}

/** What the address asks for. */
export type View =
  | ({ tab: "members"; role: Role | undefined } & Common)
  | ({
      tab: "records"
      role: InvitableRole | undefined
      status: Status | undefined
      sort: (typeof orders)[number] | undefined
    } & Common)

/** Reads an address; what it does not know falls back. */
export function viewOf(query: Query): View {
  const common = {
    search: one(query.q).trim().slice(0, SEARCH_MAX),
    direction: among(directions, query.dir),
    cursor: one(query.cursor) || undefined,
  }
  if (one(query.tab) !== "records") return { tab: "members", role: among(roles, query.role), ...common }
  return {
    tab: "records",
    role: among(invitableRoles, query.role),
    status: among(statuses, query.status),
    sort: among(orders, query.sort),
    ...common,
  }
}

export function pathOf(organizationId: string): Route {
  return `/${organizationId}/enterprise/members` as Route
}

type Change = Partial<Record<"tab" | "q" | "status" | "role" | "sort" | "dir" | "cursor", string | null>>

/** The address of the same view with something changed; its first page, if no cursor is given. */
export function addressOf(organizationId: string, view: View, change: Change): Route {
  const query = Object.entries({ ...queryOf(view), ...change }).flatMap(([name, value]) =>
    value ? [[name, value]] : [],
  )
  return `${pathOf(organizationId)}${query.length > 0 ? `?${new URLSearchParams(query)}` : ""}` as Route
}

/** Whether the view shows less than there is. */
export function isFiltered(view: View): boolean {
  return Boolean(view.search || view.role || (view.tab === "records" && view.status))
}

function queryOf(view: View): Change {
  const records = view.tab === "records" ? { tab: "records", status: view.status, sort: view.sort } : {}
  return { ...records, q: view.search, role: view.role, dir: view.direction }
}

function one(value: string | string[] | undefined): string {
  return (Array.isArray(value) ? value[0] : value) ?? ""
}

function among<T extends string>(values: readonly T[], value: string | string[] | undefined): T | undefined {
  return values.find((known) => known === one(value))
}
