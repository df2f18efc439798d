import { sql } from "drizzle-orm"
import { z } from "zod"
import { record } from "@/lib/audit/audit"
import { type Context, noActor } from "@/lib/core/context"
import { transact } from "@/lib/core/transaction"
import { refuse } from "@/lib/shared/refusals"

const span = z.string().regex(/^[+-]?\d{1,5} (second|minute|hour|day)s?$/)

/**
 * Moves all times of a handshake, so that a test need not wait until it expires. For the demo's command alone. False
 * when there is no such handshake; refuses `invalid_input` for what is no span such as "-20 days".
 */
export async function moveHandshake({ db }: Pick<Context, "db">, id: string, by: string): Promise<boolean> {
  if (!span.safeParse(by).success) refuse("invalid_input", { field: "by" })
  return transact({ db }, async (tx) => {
    const [moved] = await tx.execute<{ organizationId: string; target: string }>(sql`
      update handshakes set proposed_at = proposed_at + t.span, sent_at = sent_at + t.span,
        expires_at = expires_at + t.span, settled_at = settled_at + t.span
      from (select ${by}::interval as span) t where id = ${id}
      returning organization_id as "organizationId", subject as target`)
    if (moved) await record(tx, noActor, { ...moved, action: "handshake.move", handshakeId: id, detail: { by } })
    return moved !== undefined
  })
}
