import { randomInt, randomUUID } from "node:crypto"
import { type SQL, sql } from "drizzle-orm"
import { uuidv7 } from "uuidv7"
import type { Database } from "../db/client"
import { accounts, entities, memberships, organizations } from "../db/schema"
import { accountNumber } from "./accounts"
import { contactOf } from "./contacts"
import { databaseClock, type SignedIn } from "./context"
import { type Proposed, propose, tokenFor } from "./handshake"
import { newOrganizationId } from "./organizations"
import { hashPassword } from "./passwords"
import type { InvitableRole, Role } from "./roles"
import type { InView } from "./sessions"

export const PASSWORD = "violet-harbour-42-lanterns"

let passwordHash: Promise<string> | undefined

/** The database's clock, moved: time is tested by arithmetic. */
export function clockAfter(interval: string): SQL<Date> {
  return sql<Date>`(clock_timestamp() + ${interval}::interval)`
}

export function newEmail(name = "person"): string {
  return `${name}-${randomUUID().slice(0, 8)}@example.com`
}

export function newPhone(): string {
  return `+8613${randomInt(10 ** 8, 10 ** 9)}`
}

interface Person {
  id: string
  name: string
  address: string
  ctx: SignedIn
}

/** Makes an account whose contact is proved and whose password is `PASSWORD`. */
export async function person(db: Database, { name = "Ada Zhou", address = newEmail() } = {}): Promise<Person> {
  const id = uuidv7()
  passwordHash ??= hashPassword(PASSWORD)
  const column = contactOf(address).channel === "email" ? { email: address } : { phone: address }
  await db.insert(accounts).values({ id, number: accountNumber(), name, passwordHash: await passwordHash, ...column })
  return { id, name, address, ctx: contextOf(db, id) }
}

export function contextOf(db: Database, accountId: string): SignedIn {
  return { db, actor: { accountId }, clock: databaseClock, address: null }
}

/** Makes an enterprise with its super admin. */
export async function organization(db: Database, { certified = true, quota = 1000, name = "Cloud Harbour" } = {}) {
  const owner = await person(db, { name: "Grace Lin" })
  const id = newOrganizationId()
  await db.transaction(async (tx) => {
    const entityId = uuidv7()
    await tx.insert(entities).values({ id: entityId, name, licenceNumber: id, type: "enterprise" })
    await tx.insert(organizations).values({ id, name, quota, entityId: certified ? entityId : null })
    await tx.insert(memberships).values({
      organizationId: id,
      accountId: owner.id,
      role: "super_admin",
      origin: "founder",
      affiliated: true,
    })
  })
  return { id, inView: id as InView, name, owner }
}

/** Makes somebody a member by hand. */
export async function member(db: Database, organizationId: string, role: Role = "member") {
  const someone = await person(db)
  await db.insert(memberships).values({ organizationId, accountId: someone.id, role, origin: "created" })
  return someone
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
