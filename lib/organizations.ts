import { randomInt } from "node:crypto"
import { eq, type SQL, sql } from "drizzle-orm"
import { uuidv7 } from "uuidv7"
import type { Queries } from "../db/client"
import { entities, memberships, organizations } from "../db/schema"
import { record } from "./audit"
import type { LoggedIn } from "./context"
import { transact } from "./transaction"

const LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
const ID_LENGTH = 12

/** Founds an organization, not certified yet; its founder is its super admin. Gives its id. */
export function foundOrganization(ctx: LoggedIn, { name, quota }: { name: string; quota?: number }): Promise<string> {
  return transact(ctx, async (tx) => {
    const id = newOrganizationId()
    const founder = { organizationId: id, accountId: ctx.actor.accountId, role: "super_admin" } as const
    await tx.insert(organizations).values({ id, handle: id, name, quota, createdAt: ctx.clock })
    await tx.insert(memberships).values({ ...founder, origin: "founder", affiliated: true, joinedAt: ctx.clock })
    await record(tx, ctx, { organizationId: id, action: "organization.found", target: name })
    return id
  })
}

/** Gives an organization a verified entity, as an operator's approval does. */
export async function certify(db: Queries, organizationId: string, entity: { name: string; licenceNumber: string }) {
  const id = uuidv7()
  await db.insert(entities).values({ id, type: "enterprise", ...entity })
  await db.update(organizations).set({ entityId: id }).where(eq(organizations.id, organizationId))
}

/** A new organization id, as programs know it: `o-` and twelve letters or digits. */
function newOrganizationId(): string {
  return `o-${Array.from({ length: ID_LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join("")}`
}

/** Locks an organization, under whose lock its members and handshakes change; every change takes it first. */
export function lockOrganization(tx: Queries, organizationId: SQL | string) {
  return tx.execute(sql`select id from organizations where id = ${organizationId} for no key update`)
}
