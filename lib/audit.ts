import { uuidv7 } from "uuidv7"
import type { Queries } from "../db/client"
import { audit } from "../db/schema"
import type { Context } from "./context"

interface Entry {
  organizationId?: string | null
  action: string
  target?: string | null
  handshakeId?: string
  detail?: Record<string, unknown>
}

/** Writes who did what to whom, in the transaction of the change itself. */
export function record(db: Queries, ctx: Pick<Context, "actor" | "ip" | "clock">, entry: Entry) {
  return db
    .insert(audit)
    .values({ id: uuidv7(), actorId: ctx.actor?.accountId ?? null, ip: ctx.ip, at: ctx.clock, ...entry })
}
