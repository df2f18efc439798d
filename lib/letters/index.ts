import { and, desc, eq, gt, inArray, type SQL, sql } from "drizzle-orm"
import { uuidv7 } from "uuidv7"
import type { Queries } from "@/db/client"
import { accounts, handshakes, letters } from "@/db/schema"
import { type Contact, contactOf } from "@/lib/core/contacts"
import { databaseClock } from "@/lib/core/context"
import type { Template } from "@/lib/letters/templates"
import type { Locale } from "@/lib/shared/roles"
import { pendingStates } from "@/lib/shared/states"

export type { Template }

interface Letter {
  template: Template
  to: Contact | "operators"
  locale: Locale
  /** Set when it carries the link of a handshake, at this generation. */
  handshake?: { id: string; generation: number; page: string | null }
  /** Set when it carries the code of a verification. */
  verificationId?: string
  words?: Record<string, string>
}

/** Queues a letter in the caller's transaction; the worker delivers it after the commit. */
export async function post(db: Queries, { to, locale, ...letter }: Letter) {
  const readers = to === "operators" ? await operators(db) : [{ to, locale }]
  if (readers.length > 0) await db.insert(letters).values(readers.map((reader) => rowOf({ ...letter, ...reader })))
}

function rowOf({ to, handshake, words = {}, ...letter }: Letter & { to: Contact }) {
  const { id: handshakeId, generation, page } = handshake ?? {}
  return { ...letter, id: uuidv7(), channel: to.channel, recipient: to.address, handshakeId, generation, page, words }
}

/** Everyone who runs the platform, each in their own language. */
async function operators(db: Queries) {
  const contact = sql<string>`coalesce(${accounts.email}, ${accounts.phone})`
  const found = await db
    .select({ contact, locale: accounts.locale })
    .from(accounts)
    .where(sql`${accounts.operator}`)
    .orderBy(accounts.id)
  return found.map(({ contact, locale }) => ({ to: contactOf(contact), locale }))
}

/**
 * Queues the failed letter of a pending handshake once more, as a new letter with a new idempotency key.
 * False when there is none, or another press of Retry was faster. The caller has asked for the right.
 */
export function requeueFailed(db: Queries, handshakeId: string, clock: SQL<Date> = databaseClock): Promise<boolean> {
  return db.transaction(async (tx) => {
    const generation = await takeFailure(tx, handshakeId, clock)
    if (generation === undefined) return false
    const [failed] = await tx
      .select()
      .from(letters)
      .where(and(eq(letters.handshakeId, handshakeId), eq(letters.generation, generation), eq(letters.state, "failed")))
      .orderBy(desc(letters.id))
      .limit(1)
    if (!failed) return false
    const { template, channel, recipient, locale, page, words } = failed
    const handshake = { id: handshakeId, generation, page }
    await post(tx, { template: template as Template, to: { channel, address: recipient }, locale, handshake, words })
    return true
  })
}

/** Turns failed into queued; of two at once, one finds it still failed. */
async function takeFailure(tx: Queries, id: string, clock: SQL<Date>): Promise<number | undefined> {
  const live = and(inArray(handshakes.state, [...pendingStates]), gt(handshakes.expiresAt, clock))
  const [taken] = await tx
    .update(handshakes)
    .set({ delivery: "queued" })
    .where(and(eq(handshakes.id, id), eq(handshakes.delivery, "failed"), live))
    .returning({ generation: handshakes.generation })
  return taken?.generation
}
