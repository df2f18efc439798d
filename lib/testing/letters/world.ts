import { eq, sql } from "drizzle-orm"
import { uuidv7 } from "uuidv7"
import type { Database } from "@/db/client"
import { handshakes, letters, verifications } from "@/db/schema"
import { type Contact, contactOf } from "@/lib/core/contacts"
import { currentKeyId } from "@/lib/core/secrets"
import { post, type Template } from "@/lib/letters"
import type { Deliver } from "@/lib/letters/deliver"
import { deliverDue } from "@/lib/letters/delivery"
import type { LetterRow } from "@/lib/letters/render"
import type { Locale } from "@/lib/shared/roles"
import { organization } from "@/lib/testing"

let serial = 0

/** An organization for letters to come from. */
export async function enterprise(db: Database) {
  const { id, name, owner } = await organization(db, { name: "Northwind" })
  return { id, name, accountId: owner.id }
}

interface Invitation {
  to?: string
  locale?: Locale
  words?: Record<string, string>
}

/** A pending invitation with its letter in the queue. */
export async function invite(
  db: Database,
  { id: organizationId, name, accountId }: Awaited<ReturnType<typeof enterprise>>,
  { to = `guest${++serial}@example.com`, locale = "en", words = {} }: Invitation = {},
) {
  const handshake = { id: uuidv7(), generation: 1, page: "/invite" }
  const at = sql`clock_timestamp()`
  await db.insert(handshakes).values({
    ...handshake,
    organizationId,
    kind: "invitation",
    state: "open",
    subject: to,
    initiatorId: accountId,
    terms: { role: "member", note: "" },
    keyId: currentKeyId(),
    lifetimeSeconds: 7 * 86_400,
    proposedAt: at,
    sentAt: at,
    expiresAt: sql`clock_timestamp() + interval '7 days'`,
    delivery: "queued",
  })
  const said = { organization: name, inviter: "Ann Lee", role: "member", note: "", ...words }
  await post(db, { template: "invitation", to: contactOf(to), locale, handshake, words: said })
  return handshake.id
}

/** A code under way to a contact. */
export async function askForCode(db: Database, contact: Contact, locale: Locale = "en") {
  const id = uuidv7()
  const expiresAt = sql`clock_timestamp() + interval '10 minutes'`
  const asked = {
    id,
    purpose: "register",
    contact: contact.address,
    keyId: currentKeyId(),
    createdAt: sql`clock_timestamp()`,
    expiresAt,
  } as const
  await db.insert(verifications).values(asked)
  await post(db, { template: "code", to: contact, locale, verificationId: id })
  return id
}

/** A letter that needs no more than its words. */
export function write(
  db: Database,
  template: Template,
  to: string,
  words: Record<string, string> = {},
  locale: Locale = "en",
) {
  return post(db, { template, to: contactOf(to), locale, words })
}

/** Tries until nothing is due any more. */
export async function deliverAll(db: Database, deliver: Deliver) {
  while ((await deliverDue(db, deliver)) > 0);
}

/** Lets the time of every letter come, as hours of waiting would. */
export function moveClock(db: Database, hours = 0) {
  return db.execute(sql`
    update letters set first_tried_at = first_tried_at - ${hours}::int * interval '1 hour',
      next_try_at = clock_timestamp() - interval '1 second' where state = 'queued'`)
}

export async function lettersOf(db: Database, handshakeId: string): Promise<LetterRow[]> {
  return db.select().from(letters).where(eq(letters.handshakeId, handshakeId)).orderBy(letters.id)
}

export async function onlyLetter(db: Database, recipient: string): Promise<LetterRow> {
  const [row] = await db.select().from(letters).where(eq(letters.recipient, recipient))
  if (!row) throw new Error("No such letter")
  return row
}

/** What the records page shows of the letter. */
export async function deliveryOf(db: Database, handshakeId: string) {
  const [row] = await db
    .select({ delivery: handshakes.delivery })
    .from(handshakes)
    .where(eq(handshakes.id, handshakeId))
  return row?.delivery
}
