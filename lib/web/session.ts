import "server-only"
import { cookies, headers } from "next/headers"
import { forbidden, notFound, redirect } from "next/navigation"
import { after } from "next/server"
import { cache } from "react"
import { browserOf, logOut } from "@/lib/accounts/login"
import { barredFrom, endFactorTime, factorDemandsOn, startFactorTime } from "@/lib/accounts/second-step/demands"
import { FactorOwed } from "@/lib/accounts/second-step/half-logins"
import {
  type Account,
  type Membership,
  mustReadOrganization,
  noteActivity,
  noteUse,
  sessionStatus,
  type Visitor,
  visitorOf,
} from "@/lib/accounts/sessions"
import { shownContact } from "@/lib/core/contacts"
import type { Context, LoggedIn, ReadableOrganizationId } from "@/lib/core/context"
import { Refusal, refuse } from "@/lib/shared/refusals"
import { can, type Permission } from "@/lib/shared/roles"
import { RefusedLogin, sessionCookie, signIn, signOut } from "@/lib/web/auth"
import { browserCookie, halfLogin, halfLoginCookie, visitorContext } from "@/lib/web/context"
import { PATH_HEADER } from "@/lib/web/safe-path"

/** Who this request comes from, read from the database once a request. */
export const visitor = cache(async (): Promise<Visitor> => {
  const ctx = await visitorContext()
  const token = await sessionToken()
  const found = await visitorOf(ctx.db, ctx.clock, token)
  if (found.kind === "logged-in" && found.seenLongAgo && token) after(() => noteUse(ctx.db, ctx, token))
  if (found.kind === "logged-in") keepFactorTime(ctx, found)
  return found
})

/** Begins the time for a factor where one is demanded, and ends it where none is, behind the answer. */
function keepFactorTime(ctx: Context, found: Extract<Visitor, { kind: "logged-in" }>) {
  const isDemanded = factorDemandsOn(found) !== null
  if (isDemanded && found.factorDueAt === null) after(() => startFactorTime(ctx, found.account.id))
  if (!isDemanded && found.factorDueAt !== null) after(() => endFactorTime(ctx, found.account.id))
}

/** The token in this request's cookie. */
export async function sessionToken(): Promise<string | undefined> {
  return (await cookies()).get(sessionCookie().name)?.value || undefined
}

/** The same for who is logged in. */
export async function ownToken(): Promise<string> {
  return (await sessionToken()) ?? refuse("not_logged_in")
}

/**
 * Whether this request has no login any more, and its role in an organization; asking does not keep the login alive.
 */
export async function sessionStatusHere(organizationId: string | null) {
  const ctx = await visitorContext()
  const token = await sessionToken()
  return token ? sessionStatus(ctx, token, organizationId) : { ended: true, role: null }
}

type Way = "password" | "code" | "invited" | "factor-code" | "factor-passkey" | "passkey"

/**
 * Logs in and gives who it is; the login that this browser had until now ends. Where the account has a factor, a right
 * password logs nobody in: the login waits, and the browser keeps what it goes on with.
 */
export async function logInBy(way: Way, typed: Record<string, unknown>): Promise<Visitor | { kind: "factor-owed" }> {
  const former = await sessionToken()
  const { name, ...options } = halfLoginCookie()
  try {
    await signIn(way, { ...typed, redirect: false, redirectTo: "/" })
  } catch (error) {
    if (!(error instanceof RefusedLogin && error.refusal instanceof FactorOwed)) throw error
    ;(await cookies()).set(name, error.refusal.token, options)
    return { kind: "factor-owed" }
  }
  if (await halfLogin()) (await cookies()).delete({ name, path: options.path, secure: options.secure })
  const ctx = await visitorContext()
  const found = await visitorOf(ctx.db, ctx.clock, await sessionToken())
  if (found.kind === "logged-in") await rememberBrowser(ctx, found.account.id)
  if (former) await logOut(ctx, former)
  return found
}

/** Makes this browser known to an account whose password was just typed or set here. */
export async function rememberBrowser(ctx: Context, accountId: string) {
  const { name, ...options } = browserCookie()
  const value = await browserOf(ctx, accountId)
  ;(await cookies()).set(name, value, options)
}

/** Ends this login, by our own cookie first: next-auth would join others that are named alike. */
export async function leave() {
  const token = await sessionToken()
  if (token) await logOut(await visitorContext(), token)
  await signOut({ redirect: false })
}

/**
 * The context of a logged-in account, with who it is; refuses `not_logged_in` and `login_expired` apart. For actions,
 * each of which would read the session anew.
 */
export async function loggedInContext(): Promise<LoggedIn & { visitor: Visitor }> {
  const found = await visitor()
  if (found.kind === "anonymous") refuse("not_logged_in")
  if (found.kind === "expired") refuse("login_expired")
  return { ...(await visitorContext()), actor: actorOf(found), visitor: found }
}

/** The number of the account that this request is drawn for; null before a login. */
export async function accountHere(): Promise<string | null> {
  const found = await visitor()
  return found.kind === "logged-in" ? found.account.number : null
}

/** Who is logged in, where that is somebody else than whose number a page says it was drawn for. */
export function otherAccount(found: Visitor, drawnFor: unknown): Account | null {
  if (found.kind !== "logged-in" || typeof drawnFor !== "string" || drawnFor === found.account.number) return null
  return found.account
}

/** By which contact an account is told from another, or its number. */
export function shownContactOf({ email, phone, number }: Account): string {
  return shownContact(email ?? phone ?? number)
}

/** The address of the page that this request asks for, without any token. */
export async function pathHere(): Promise<string> {
  return (await headers()).get(PATH_HEADER) ?? "/"
}

/** What demands a second factor of this login; null where nothing does. */
export async function factorDemands() {
  return factorDemandsOn(await visitor())
}

/** The context of a visitor of a letter's page, logged in or not. */
export async function anyoneContext() {
  const found = await visitor()
  const ctx = await visitorContext()
  return found.kind === "logged-in" ? { ...ctx, actor: actorOf(found) } : ctx
}

export interface Gate {
  ctx: LoggedIn
  account: Account
  memberships: Membership[]
}

export interface OrganizationGate extends Gate {
  organization: Omit<Membership, "organizationId"> & { organizationId: ReadableOrganizationId }
}

/** The gate of a page for anyone logged in; others go to the login and come back. */
export async function mustBeLoggedIn(): Promise<Gate> {
  const found = await visitor()
  if (found.kind !== "logged-in") return redirect(await loginPath(found.kind === "expired"))
  const { account, memberships, position } = found
  const ctx = { ...(await visitorContext()), actor: actorOf(found), ...(position && { position }) }
  return { ctx, account, memberships }
}

/**
 * The gate of a page of an organization: a foreign one does not exist, a forbidden page says so, and a login whose time
 * for a second factor is over goes to set one up.
 */
export async function requirePermission(organizationId: string, permission: Permission): Promise<OrganizationGate> {
  const gate = await mustBeLoggedIn()
  try {
    const organization = mustReadOrganization(await visitor(), organizationId, permission)
    if (organization.activeLongAgo) await noteActivityOnce(organization.organizationId, gate.account.id)
    return { ...gate, organization }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    if (error.code === "factor_demanded") return redirect("/me/factors")
    return error.code === "forbidden" ? forbidden() : notFound()
  }
}

/** A request notes once, and behind its answer, that a member is active. */
const noteActivityOnce = cache(async (organizationId: string, accountId: string) => {
  const ctx = await visitorContext()
  after(() => noteActivity(ctx, { organizationId, accountId }))
})

/** Whether who is logged in has a permission in an organization. */
export async function has(organizationId: string, permission: Permission): Promise<boolean> {
  const found = await visitor()
  const memberships = found.kind === "logged-in" ? found.memberships : []
  return memberships.some((one) => one.organizationId === organizationId && can(one.role, permission))
}

function actorOf(found: Extract<Visitor, { kind: "logged-in" }>) {
  const { account, freshLogin, freshFactor, login } = found
  return { accountId: account.id, freshLogin, freshFactor, login, barred: barredFrom(found) }
}

async function loginPath(expired: boolean) {
  const path = await pathHere()
  const query = new URLSearchParams({ ...(path === "/" ? {} : { next: path }), ...(expired ? { expired: "1" } : {}) })
  return query.size > 0 ? (`/login?${query}` as const) : "/login"
}
