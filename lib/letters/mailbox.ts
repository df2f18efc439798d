import { and, desc, eq } from "drizzle-orm"
import type { Database } from "@/db/client"
import { letters } from "@/db/schema"
import { type LetterRow, type Rendered, renderSent, subjectOf } from "@/lib/letters/render"
import { settings } from "@/lib/settings"

const LATEST = 100
const here = eq(letters.providerId, "mailbox")
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export interface Delivered extends Pick<LetterRow, "id" | "channel" | "recipient" | "locale"> {
  sentAt: Date
  subject: string
}

/** Whether this run keeps its letters to itself; a production start never does. */
export function hasMailbox(): boolean {
  const { embedded, mail } = settings()
  return embedded && mail.transport.kind === "mailbox"
}

/** The letters that were delivered into the mailbox, newest first. */
export async function mailboxLetters(db: Database): Promise<Delivered[]> {
  const rows = await db.select().from(letters).where(here).orderBy(desc(letters.sentAt), desc(letters.id)).limit(LATEST)
  return rows.map(delivered)
}

/** One letter of the mailbox, written anew: nothing secret is stored. */
export async function mailboxLetter(db: Database, id: string): Promise<(Delivered & Rendered) | null> {
  if (!UUID.test(id)) return null
  const [row] = await db
    .select()
    .from(letters)
    .where(and(here, eq(letters.id, id)))
  return row ? { ...delivered(row), ...(await renderSent(db, row)) } : null
}

function delivered(row: LetterRow): Delivered {
  const { id, channel, recipient, locale, sentAt, createdAt } = row
  return { id, channel, recipient, locale, sentAt: sentAt ?? createdAt, subject: subjectOf(row) }
}
