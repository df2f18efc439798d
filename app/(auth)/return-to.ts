import type { Route } from "next"
import { redirect } from "next/navigation"
import { startOf } from "@/components/shell/navigation"
import { factorDemandsOn } from "@/lib/accounts/second-step/demands"
import type { Visitor } from "@/lib/accounts/sessions"
import { safePath } from "@/lib/web/safe-path"
import { visitor } from "@/lib/web/session"

/** What a visitor came for, carried through login, registration and codes. */
export interface RedirectTarget {
  /** Where the visitor goes on to: a path of this site. */
  next: string
  /** The contact that was invited or got the code, masked. */
  to?: string
}

const OWN_PAGES = /^\/(login|register|verify|forgot|reset)\b/
/** Accepts only what `masked` writes, so that an address cannot put other words on our pages. */
const MASKED = /^(\S•••@\S•••(\.[\w-]+)?|\+\d\d•+\d\d)$/

/** Reads the target out of a query or a form. */
export function parseRedirectTarget({ next, to }: { next?: unknown; to?: unknown }): RedirectTarget {
  const path = safePath(next)
  return {
    next: OWN_PAGES.test(path) ? "/" : path,
    to: typeof to === "string" && MASKED.test(to) ? to : undefined,
  }
}

/** A page of login or registration, with the target in its query. */
export function withReturnTo({ next, to }: RedirectTarget, page: string, more: Record<string, string> = {}): Route {
  const query = new URLSearchParams({ ...more, ...(next === "/" ? {} : { next }), ...(to ? { to } : {}) })
  return (query.size > 0 ? `${page}?${query}` : page) as Route
}

/** Sends those who are logged in already on at once. */
export async function skipWhenLoggedIn(journey: RedirectTarget) {
  const found = await visitor()
  if (found.kind === "logged-in") redirect(placeFor(journey, found))
}

/**
 * Where somebody goes on to who has logged in: who came for nothing else begins at their own page, without a detour. Who
 * owes a factor goes on to give it, and of whom one is demanded who has none, is asked to set it up first.
 */
export function placeFor(journey: RedirectTarget, found: Visitor | { kind: "factor-owed" }): Route {
  if (found.kind === "factor-owed") return withReturnTo(journey, "/login/verify")
  const next = journey.next === "/" && found.kind === "logged-in" ? startOf(found) : (journey.next as Route)
  return factorDemandsOn(found) ? withReturnTo({ next }, "/me/factors") : next
}

/** Takes the target out of a form, which then holds only what its verb knows. */
export function takeRedirectTarget(typed: FormData): RedirectTarget {
  const journey = parseRedirectTarget({ next: typed.get("next"), to: typed.get("to") })
  typed.delete("next")
  typed.delete("to")
  return journey
}
