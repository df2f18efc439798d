import { sql } from "drizzle-orm"
import { b, h } from "@/db/aliases"
import { bindings, contactChanges, handshakes } from "@/db/schema"
import { accountWith } from "@/lib/accounts/accounts"
import { record } from "@/lib/audit/audit"
import type { Contact } from "@/lib/core/contacts"
import { type Context, databaseClock, noActor } from "@/lib/core/context"
import { isLive } from "@/lib/core/live"
import { transact } from "@/lib/core/transaction"

/** What kept a contact from being used, and what still does. */
interface Freed {
  /** In how many enterprises a binding of it had failed. */
  failed: number
  /** Whether it was kept for an account that has replaced it. */
  held: boolean
  /** The name of the account that has verified it, and goes on having it. */
  usedBy: string | null
}

/**
 * Frees a contact: of bindings that have failed, and from being held for an account that has replaced it, which can no
 * longer take that back. What waits for its activation, and whoever has verified it, stay. For the command alone.
 */
export function freeContact({ db }: Pick<Context, "db">, contact: Contact): Promise<Freed> {
  const { address } = contact
  return transact({ db }, async (tx) => {
    const failed = await tx.execute(sql`
      delete from ${bindings} ${b} using ${handshakes} ${h}
       where ${b.contact} = ${address} and ${h.id} = ${b.handshakeId} and not ${isLive(h, databaseClock)}`)
    const held = await tx
      .update(contactChanges)
      .set({ endedAt: databaseClock })
      .where(
        sql`${contactChanges.former} = ${address} and ${contactChanges.endedAt} is null
          and ${contactChanges.heldUntil} > ${databaseClock}`,
      )
      .returning()
    const account = await accountWith({ db: tx }, contact)
    const freed = { failed: failed.count, held: held.length > 0, usedBy: account?.name ?? null }
    if (freed.failed > 0 || freed.held) await record(tx, noActor, { action: "contact.free", target: address })
    return freed
  })
}
