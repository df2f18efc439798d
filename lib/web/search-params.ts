import type { Route } from "next"
import { typedSearch } from "@/lib/shared/typed/text"

type Value = string | string[] | undefined

/** The query of an address, as a page gets it. */
export type SearchParams = Record<string, Value>

/** The first value of a parameter; empty where it is missing. */
export function first(value: Value): string {
  return (Array.isArray(value) ? value[0] : value) ?? ""
}

/** The one of the known values that a parameter names. */
export function oneOf<T extends string>(known: readonly T[], value: Value): T | undefined {
  return known.find((one) => one === first(value))
}

/** What is searched for, as it is seen. */
export function searchText(value: Value): string {
  return typedSearch(first(value))
}

/** A path with a query of the fields that hold something. */
export function withQuery(path: string, fields: Record<string, string | null | undefined>): Route {
  const filled = Object.entries(fields).flatMap(([name, value]) => (value ? [[name, value]] : []))
  return (filled.length > 0 ? `${path}?${new URLSearchParams(filled)}` : path) as Route
}

const DAY = /^\d{4}-\d{2}-\d{2}$/

/** A day of the calendar that a parameter names, such as 2026-02-28; PostgreSQL knows no others. */
export function dayOf(value: Value): string | undefined {
  const text = first(value)
  const day = DAY.test(text) ? new Date(`${text}T00:00:00Z`) : undefined
  return day && day.getTime() > 0 && day.toISOString().startsWith(text) ? text : undefined
}
