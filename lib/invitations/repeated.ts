import { hash } from "node:crypto"
import { sql } from "drizzle-orm"
import { s } from "@/db/aliases"
import { handshakeSubjects } from "@/db/schema"
import { type Given, statement } from "@/db/statement"
import type { Context } from "@/lib/core/context"

/** Where the part of an id begins that does not tell the time: its version. */
const BEHIND_TIME = 14

/**
 * An id whose end tells what proposes it, so that the same is known when it comes again. It begins with a time and is
 * then of version 7; of version 8 where no time is to be told.
 */
export function repeatableId(parts: unknown[], began: number | null = Date.now()): string {
  const bytes = hash("sha256", JSON.stringify(parts), "buffer").subarray(0, 16)
  if (began !== null) bytes.writeUIntBE(began, 0, 6)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | (began === null ? 0x80 : 0x70)
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-")
}

/** The invitation of a contact that was proposed by the same as this id would be; nothing where none was. */
export async function proposedBefore(
  ctx: Pick<Context, "db" | "clock">,
  { organizationId, subject, id }: { organizationId: string; subject: string; id: string },
): Promise<string | undefined> {
  const [found] = await find(ctx, { organizationId, subject, end: id.slice(BEHIND_TIME) })
  return found?.id
}

const find = statement(({ organizationId, subject, end }: Given<"organizationId" | "subject" | "end">) => ({
  shape: { id: s.handshakeId },
  text: (columns) => sql`
    select ${columns} from ${handshakeSubjects} ${s}
     where ${s.organizationId} = ${organizationId} and ${s.kind} = 'invitation' and ${s.subject} = ${subject}
       and right(${s.handshakeId}::text, ${sql.raw(String(36 - BEHIND_TIME))}) = ${end}`,
}))
