import "server-only"
import { redirect } from "next/navigation"
import { asksForFactor, hasFactor } from "@/lib/accounts/second-step/owed"
import type { AuditAction } from "@/lib/audit/actions"
import { visitorContext } from "@/lib/web/context"
import { type Gate, mustBeLoggedIn, pathHere, visitor } from "@/lib/web/session"

/**
 * What an act asks of this login: nothing where it is fresh, else the password, or a factor of an account that has one.
 * Such an account has no login without a factor, so that for others nothing more is read.
 */
export async function neededFor(action: AuditAction): Promise<"password" | "factor" | null> {
  const found = await visitor()
  if (found.kind !== "logged-in" || found.freshFactor) return null
  if (found.withFactor && asksForFactor(action)) {
    const { db } = await visitorContext()
    if (await hasFactor(db, found.account.id)) return "factor"
  }
  return found.freshLogin ? null : "password"
}

/** Whether who is logged in has given a second factor at some time of this login. */
export async function isWithFactor(): Promise<boolean> {
  const found = await visitor()
  return found.kind === "logged-in" && found.withFactor
}

/** The gate of a page for an act: a login that is not fresh enough is confirmed first, and comes back. */
export async function mustBeConfirmed(action: AuditAction): Promise<Gate> {
  const gate = await mustBeLoggedIn()
  if ((await neededFor(action)) === null) return gate
  return redirect(await confirmingPath())
}

/** Where a login is confirmed, to come back to this page. */
export async function confirmingPath() {
  return `/me/confirm?${new URLSearchParams({ next: await pathHere() })}` as const
}
