import { and, asc, type Column, eq, gt, ne, type SQL, sql } from "drizzle-orm"
import type { PgTable } from "drizzle-orm/pg-core"
import type { Queries } from "@/db/client"
import { accessKeys, factors, totpDrafts } from "@/db/schema"
import { currentKeyId, decrypt, encrypt } from "@/lib/core/secrets"

interface Encrypted {
  name: string
  table: PgTable
  /** What the text is bound to, which no other row has. */
  owner: Column
  text: Column
  keyId: Column
}

/** Everything that `encrypt` has made: what encrypts more adds its line here, or its secrets end with `MUSTER_SECRET`. */
export const encrypted: Encrypted[] = [
  { name: "access keys", table: accessKeys, owner: accessKeys.id, text: accessKeys.secret, keyId: accessKeys.keyId },
  { name: "authenticators", table: factors, owner: factors.id, text: factors.secret, keyId: factors.keyId },
  {
    name: "their set-ups",
    table: totpDrafts,
    owner: totpDrafts.accountId,
    text: totpDrafts.secret,
    keyId: totpDrafts.keyId,
  },
]

const BATCH = 500

/** What was encrypted anew, and the owners of what no configured secret reads. */
export interface Reencrypted {
  name: string
  renewed: number
  unreadable: string[]
}

/** Encrypts with the present secret what was encrypted with another one, some at a time; leaves what it cannot read. */
export async function reencryptAll(db: Queries): Promise<Reencrypted[]> {
  const all: Reencrypted[] = []
  for (const kind of encrypted) all.push(await reencrypt(db, kind))
  return all
}

async function reencrypt(db: Queries, kind: Encrypted): Promise<Reencrypted> {
  const done: Reencrypted = { name: kind.name, renewed: 0, unreadable: [] }
  let last: string | undefined
  do last = await reencryptBatch(db, kind, { done, after: last })
  while (last !== undefined)
  return done
}

/** Gives the owner where the batch ended; nothing at the end. */
async function reencryptBatch(db: Queries, kind: Encrypted, { done, after }: { done: Reencrypted; after?: string }) {
  const { table, owner, text, keyId } = kind
  const rows = await db
    .select({ owner: sql<string>`${owner}`, text: sql<string>`${text}`, keyId: sql<string>`${keyId}` })
    .from(table)
    .where(and(ne(keyId, currentKeyId()), after === undefined ? undefined : gt(owner, after)))
    .orderBy(asc(owner))
    .limit(BATCH)
  for (const row of rows) {
    const read = decrypt(row.text, row.owner, row.keyId)
    if (read === null) done.unreadable.push(row.owner)
    else done.renewed += await write(db, kind, { ...row, next: encrypt(read, row.owner) })
  }
  return rows.at(-1)?.owner
}

/** Only over what was read: whoever has written a new secret meanwhile wins. */
async function write(db: Queries, kind: Encrypted, { owner, text, next }: Record<"owner" | "text" | "next", string>) {
  const is = (column: Column, value: string): SQL => eq(column, value)
  const { count } = await db.execute(sql`
    update ${kind.table} set ${sql.identifier(kind.text.name)} = ${next},
           ${sql.identifier(kind.keyId.name)} = ${currentKeyId()}
     where ${is(kind.owner, owner)} and ${is(kind.text, text)}`)
  return count
}
