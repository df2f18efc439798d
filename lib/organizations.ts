import { randomInt } from "node:crypto"
import { type SQL, sql } from "drizzle-orm"
import type { Queries } from "../db/client"

const LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
const ID_LENGTH = 12

/** A new organization id, as programs know it: `o-` and twelve letters or digits. */
export function newOrganizationId(): string {
  return `o-${Array.from({ length: ID_LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join("")}`
}

/** Locks an organization, under whose lock its members and handshakes change; every change takes it first. */
export function lockOrganization(tx: Queries, organizationId: SQL | string) {
  return tx.execute(sql`select id from organizations where id = ${organizationId} for no key update`)
}
