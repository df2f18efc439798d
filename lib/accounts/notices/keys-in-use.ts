import { and, type Column, eq, type SQL, sql } from "drizzle-orm"
import { k } from "@/db/aliases"
import type { Queries } from "@/db/client"
import type { Notice } from "@/lib/accounts/notices/posting"

/** A key that acts for an account now. */
export interface KeyInUse {
  id: string
  name: string
}

/** Whether a key acts for an account now, wherever it does, as SQL. */
export function isInUse(key: Record<"accountId" | "disabledAt" | "deletedAt", Column>, accountId: string): SQL {
  return sql`(${key.accountId} = ${accountId} and ${key.disabledAt} is null and ${key.deletedAt} is null)`
}

/** The keys that act for an account, the latest first: all of them, or those that a login has made. */
export function keysInUse(db: Queries, accountId: string, login?: string): Promise<KeyInUse[]> {
  const made = login === undefined ? undefined : eq(k.login, login)
  return db
    .select({ id: k.id, name: k.name })
    .from(k)
    .where(and(isInUse(k, accountId), made))
    .orderBy(sql`${k.createdAt} desc`, k.id)
}

/** Tells of another password, and which keys it leaves in use. */
export async function passwordNotice(db: Queries, accountId: string): Promise<Notice> {
  const keys = (await keysInUse(db, accountId)).map(({ name }) => name).join(", ")
  return { template: "password-changed", words: keys ? { keys } : {} }
}
