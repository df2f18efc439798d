import { type Column, eq, sql } from "drizzle-orm"
import { V7Generator } from "uuidv7"
import { z } from "zod"
import { handshakes } from "@/db/schema"
import { record } from "@/lib/audit/audit"
import { type Context, noActor } from "@/lib/core/context"
import { transact } from "@/lib/core/transaction"
import { refuse } from "@/lib/shared/refusals"

const DAY_MS = 86_400_000
const ids = new V7Generator()

/** An id as it would have been made so many days ago: lists are in the order of ids. */
export function idFrom(daysAgo: number): string {
  return ids.generateOrResetWithTs(Math.round(Date.now() - daysAgo * DAY_MS)).toString()
}

const span = z.string().regex(/^[+-]?\d{1,5} (second|minute|hour|day)s?$/)

/**
 * Moves all times of a handshake, so that a test need not wait until it expires. Gives false when there is no such
 * handshake; refuses `invalid_input` for anything but a span such as "-20 days". For the demo's command alone.
 */
export async function moveHandshake({ db }: Pick<Context, "db">, id: string, by: string): Promise<boolean> {
  if (!span.safeParse(by).success) refuse("invalid_input", { field: "by" })
  const moved = (moment: Column) => sql`${moment} + ${by}::interval`
  const { proposedAt, sentAt, expiresAt, settledAt } = handshakes
  return transact({ db }, async (tx) => {
    const [handshake] = await tx
      .update(handshakes)
      .set({
        proposedAt: moved(proposedAt),
        sentAt: moved(sentAt),
        expiresAt: moved(expiresAt),
        settledAt: moved(settledAt),
      })
      .where(eq(handshakes.id, id))
      .returning({ organizationId: handshakes.organizationId, target: handshakes.subject })
    if (!handshake) return false
    await record(tx, noActor, { ...handshake, action: "handshake.move", handshakeId: id, detail: { by } })
    return true
  })
}
