import { randomInt, randomUUID } from "node:crypto"
import { eq, type SQL, sql } from "drizzle-orm"
import type { Database } from "@/db/client"
import { accounts, memberships, organizations } from "@/db/schema"
import { newAccount } from "@/lib/accounts/accounts"
import { hashPassword } from "@/lib/accounts/passwords"
import { contactOf } from "@/lib/core/contacts"
import { databaseClock, type LoggedIn, type ReadableOrganizationId } from "@/lib/core/context"
import { tokenFor } from "@/lib/core/tokens"
import { OWN_TURN } from "@/lib/core/turns/fair"
import { certify, type LegalPerson } from "@/lib/effects/certify"
import { freeNames } from "@/lib/effects/names"
import { type Proposed, propose } from "@/lib/handshake"
import { createMemberAccount } from "@/lib/members/member-accounts"
import { changeOwner } from "@/lib/members/ownership"
import { bindSecurity } from "@/lib/members/security-bindings"
import { appointOperator } from "@/lib/operator/operators"
import { requestCertification } from "@/lib/organizations/certification"
import { invitationCode } from "@/lib/organizations/invitation-code"
import { requestToJoin } from "@/lib/organizations/joining"
import { foundOrganization } from "@/lib/organizations/organizations"
import type { InvitableRole, Role } from "@/lib/shared/roles"

export const PASSWORD = "violet-harbour-42-lanterns"

let passwordHash: Promise<string> | undefined

/** The database's clock, moved: time is tested by arithmetic. */
export function clockAfter(interval: string): SQL<Date> {
  return sql<Date>`(clock_timestamp() + ${interval}::interval)`
}

export function newEmail(name = "person"): string {
  return `${name}-${randomUUID().slice(0, 8)}@example.com`
}

/** A licence number that no other legal person has. */
export function newLicence(): string {
  return `MA${randomUUID().replaceAll("-", "").slice(0, 16).toUpperCase()}`
}

export function newPhone(): string {
  return `+8613${randomInt(10 ** 8, 10 ** 9)}`
}

interface Person {
  id: string
  name: string
  address: string
  ctx: LoggedIn
}

/** Makes an account whose contact is verified and whose password is `PASSWORD`. */
export async function person(db: Database, { name = "Ada Zhou", address = newEmail() } = {}): Promise<Person> {
  passwordHash ??= hashPassword(PASSWORD, OWN_TURN)
  const id = await newAccount(db, { name, contact: address, passwordHash: await passwordHash })
  return { id, name, address, ctx: contextOf(db, id) }
}

export function contextOf(db: Database, accountId: string): LoggedIn {
  return { db, actor: { accountId, freshLogin: true }, clock: databaseClock, ip: null }
}

/** Makes an enterprise with its super admin. */
export async function organization(db: Database, { certified = true, quota = 1000, name = "Cloud Harbour" } = {}) {
  const owner = await person(db, { name: "Grace Lin" })
  const id = await foundOrganization(owner.ctx, { name, quota })
  if (certified)
    await certify(
      db,
      { organizationId: id, initiatorId: owner.id },
      { name: "Harbour Ltd.", licenceNumber: id, type: "enterprise" },
    )
  // Many worlds of one database have the same name.
  await freeNames(db, id)
  return { id, inView: id as ReadableOrganizationId, name, owner }
}

/** Makes somebody a member by hand. */
export async function member(db: Database, organizationId: string, role: Role = "member", about = {}) {
  const someone = await person(db, about)
  await db.insert(memberships).values({ organizationId, accountId: someone.id, role, origin: "created" })
  await takeSeat(db, organizationId)
  return someone
}

/** The place of the quota that a member who was made by hand has. */
export function takeSeat(db: Database, organizationId: string) {
  const { id, seatsTaken } = organizations
  return db
    .update(organizations)
    .set({ seatsTaken: sql`${seatsTaken} + 1` })
    .where(eq(id, organizationId))
}

/** Seats another member as the owner by hand; the former one becomes a plain member. */
export function succeeded(
  db: Database,
  { id, owner }: { id: string; owner: { id: string } },
  successor: { id: string },
) {
  const appoint = (role: Role, accountId: string) => sql`
    update memberships set role = ${role} where organization_id = ${id} and account_id = ${accountId}`
  return db.transaction(async (tx) => {
    await tx.execute(appoint("member", owner.id))
    await tx.execute(appoint("super_admin", successor.id))
  })
}

/** Makes somebody who runs the platform. */
export async function operator(db: Database) {
  const someone = await person(db, { name: "Sam Okafor" })
  await appointOperator({ db }, contactOf(someone.address))
  return someone
}

/** Asks for the certification of an organization, as its super admin. */
export function requested({ id, owner }: { id: string; owner: Person }, about: Partial<LegalPerson> = {}) {
  const entity = { name: "Harbour Ltd.", licenceNumber: newLicence(), type: "enterprise" as const, ...about }
  return requestCertification(owner.ctx, { organizationId: id, ...entity })
}

/** Proposes an invitation and gives the token of its letter. */
export async function invited(
  from: { id: string; owner: Person },
  address: string,
  { role = "member" as InvitableRole, note = "", lifetimeSeconds = undefined as number | undefined } = {},
): Promise<Proposed & { token: string }> {
  const proposed = await propose(from.owner.ctx, "invitation", {
    organizationId: from.id,
    subject: address,
    terms: { role, note },
    lifetimeSeconds,
  })
  return { ...proposed, token: tokenFor(proposed) }
}

/** The invitation code of an enterprise. */
export async function codeFrom({ inView, owner }: { inView: ReadableOrganizationId; owner: Person }): Promise<string> {
  return (await invitationCode(owner.ctx, inView)) ?? ""
}

/** Asks to join an enterprise with its code, for an administrator of it to review. */
export async function joining(
  into: { inView: ReadableOrganizationId; owner: Person },
  applicant: Person,
  { reviewer = into.owner as { id: string }, description = "" } = {},
): Promise<Proposed> {
  const code = await codeFrom(into)
  return requestToJoin(applicant.ctx, { code, reviewerId: reviewer.id, description, agreed: true })
}

/**
 * Offers the ownership to a member and gives the token of the letter; a member without an e-mail address gets it at
 * `email`.
 */
export async function transferring(
  from: { id: string; owner: Person },
  to: { id: string },
  { email = undefined as string | undefined } = {},
): Promise<Proposed & { token: string }> {
  const proposed = await changeOwner(from.owner.ctx, { organizationId: from.id, accountId: to.id, email })
  return { ...proposed, token: tokenFor(proposed) }
}

/** Creates an account of an enterprise, which cannot log in yet. */
export async function createdAccount(db: Database, by: { id: string; owner: Person }, name = "Shared Billing") {
  const number = await createMemberAccount(by.owner.ctx, { organizationId: by.id, name })
  const [account] = await db.select().from(accounts).where(eq(accounts.number, number))
  return { id: account?.id ?? "", number, name }
}

/** Binds security information to a created account and gives the token of its letter, as of a moved clock. */
export async function bound(
  by: { id: string; owner: Person },
  to: { id: string },
  { email = newEmail("bound"), phone = newPhone(), after = "0 seconds" } = {},
): Promise<Proposed & { token: string; email: string; phone: string }> {
  const ctx = { ...by.owner.ctx, clock: clockAfter(after) }
  const proposed = await bindSecurity(ctx, { organizationId: by.id, accountId: to.id, email, phone })
  return { ...proposed, token: tokenFor(proposed), email, phone }
}
