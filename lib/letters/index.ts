import { and, desc, eq, gt, inArray, ne, type SQL, sql } from "drizzle-orm"
import { uuidv7 } from "uuidv7"
import type { Queries } from "@/db/client"
import { accounts, handshakes, letters } from "@/db/schema"
import { type Given, givenRows, statement } from "@/db/statement"
import { type Contact, contactOf } from "@/lib/core/contacts"
import { databaseClock } from "@/lib/core/context"
import { REMINDER } from "@/lib/letters/reminder"
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
export function post(db: Queries, letter: Letter) {
  return postAll(db, [letter])
}

/** The same with many. */
export async function postAll(db: Queries, posted: Letter[]) {
  const letters = await lettersOf(db, posted)
  if (letters !== NONE) await write({ db, clock: databaseClock }, { letters })
}

const NONE = "[]"

/** Letters as `insertLetters` takes them, one for each reader. Asks the database for the operators alone. */
export async function lettersOf(db: Queries, posted: Letter[]): Promise<string> {
  const everyone = posted.some(({ to }) => to === "operators") ? await operators(db) : []
  return JSON.stringify(
    posted.flatMap(({ to, locale, ...letter }) =>
      (to === "operators" ? everyone : [{ to, locale }]).map((reader) => rowOf({ ...letter, ...reader })),
    ),
  )
}

function rowOf({ template, to, locale, handshake, verificationId, words = {} }: Letter & { to: Contact }) {
  return {
    id: uuidv7(),
    template,
    channel: to.channel,
    recipient: to.address,
    locale,
    handshake_id: handshake?.id,
    generation: handshake?.generation,
    page: handshake?.page,
    verification_id: verificationId,
    words,
  }
}

const LETTER = `id uuid, template text, channel text, recipient text, locale text, handshake_id uuid, generation int,
  page text, verification_id uuid, words jsonb`

/** Queues letters, as `lettersOf` gives them: a part of the statement that does what they tell. */
export function insertLetters(rows: SQL): SQL {
  const names = sql`id, template, channel, recipient, locale, handshake_id, generation, page, verification_id, words`
  return sql`
    insert into ${letters} (${names})
    select ${names} from ${givenRows(rows, LETTER)}`
}

const write = statement((given: Given<"letters">) => ({
  shape: { id: letters.id },
  text: () => insertLetters(given.letters),
}))

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
      .where(
        and(
          eq(letters.handshakeId, handshakeId),
          eq(letters.generation, generation),
          eq(letters.state, "failed"),
          ne(letters.template, REMINDER),
        ),
      )
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
    .set({ delivery: "queued", deliveryAt: null, deliveryReason: null })
    .where(and(eq(handshakes.id, id), eq(handshakes.delivery, "failed"), live))
    .returning({ generation: handshakes.generation })
  return taken?.generation
}
