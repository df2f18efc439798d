import type { Route } from "next"
import { type Result, results } from "@/components/lists/result-filter"
import { first, oneOf, type SearchParams, searchText, withQuery } from "@/lib/web/search-params"

const KEY_ID = /^[A-Z0-9]{20}$/

/** What the address asks for: the keys, or what was asked with them. */
export type AccessKeysView = { tab: "keys" } | RequestLogView

export interface RequestLogView {
  tab: "requests"
  /** What was typed to find one request. */
  q: string | undefined
  key: string | undefined
  result: Result | undefined
  cursor: string | undefined
}

/** Reads an address; what it does not know falls back. */
export function parseAccessKeysView(query: SearchParams): AccessKeysView {
  if (first(query.tab) !== "requests") return { tab: "keys" }
  const key = first(query.key)
  return {
    tab: "requests",
    q: searchText(query.q) || undefined,
    key: KEY_ID.test(key) ? key : undefined,
    result: oneOf(results, query.result),
    cursor: first(query.cursor) || undefined,
  }
}

/** The address of the request log of a page, narrowed to what is given. */
export function requestLogAddress(path: Route, view: Partial<Omit<RequestLogView, "tab">> = {}): Route {
  return withQuery(path, { tab: "requests", ...view })
}
