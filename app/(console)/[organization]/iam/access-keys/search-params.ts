import type { Route } from "next"
import { SEARCH_MAX } from "@/lib/shared/lengths"

type Query = Record<string, string | string[] | undefined>

const results = ["done", "refused"] as const
const KEY_ID = /^[A-Z0-9]{20}$/

/** What the address asks for: the keys, or what was asked with them. */
export type View = { tab: "keys" } | LogView

export interface LogView {
  tab: "requests"
  /** What was typed to find one request. */
  q: string | undefined
  key: string | undefined
  result: (typeof results)[number] | undefined
  cursor: string | undefined
}

/** Reads an address; what it does not know falls back. */
export function viewOf(query: Query): View {
  if (one(query.tab) !== "requests") return { tab: "keys" }
  const key = one(query.key)
  return {
    tab: "requests",
    q: one(query.q).trim().slice(0, SEARCH_MAX) || undefined,
    key: KEY_ID.test(key) ? key : undefined,
    result: results.find((known) => known === one(query.result)),
    cursor: one(query.cursor) || undefined,
  }
}

/** The address of the request log of a page, narrowed to what is given. */
export function logOf(path: Route, view: Partial<Omit<LogView, "tab">> = {}): Route {
  const query = Object.entries({ tab: "requests", ...view }).flatMap(([name, value]) => (value ? [[name, value]] : []))
  return `${path}?${new URLSearchParams(query)}` as Route
}

function one(value: string | string[] | undefined): string {
  return (Array.isArray(value) ? value[0] : value) ?? ""
}
