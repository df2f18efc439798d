import { and, desc, eq } from "drizzle-orm"
import type { Database } from "@/db/client"
import { letters } from "@/db/schema"
import { type LetterRow, type Rendered, renderSent, subjectOf } from "@/lib/letters/render"
import { settings } from "@/lib/settings"

/** As many as a demo has; all of them are looked through, for a subject is written anew. */
const LATEST = 2000
const PAGE = 100
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

interface MailboxView {
  /** A part of the subject or of the recipient. */
  search?: string
  channel?: Delivered["channel"]
  /** From 1. */
  page?: number
}

/** A page of the letters that were delivered into the mailbox, newest first, and whether there are older ones. */
export async function mailboxLetters(db: Database, { search = "", channel, page = 1 }: MailboxView = {}) {
  const wanted = channel ? and(here, eq(letters.channel, channel)) : here
  const rows = await db
    .select()
    .from(letters)
    .where(wanted)
    .orderBy(desc(letters.sentAt), desc(letters.id))
    .limit(LATEST)
  const found = rows.map(delivered).filter((letter) => matches(letter, search))
  return { letters: found.slice((page - 1) * PAGE, page * PAGE), older: found.length > page * PAGE }
}

function matches({ subject, recipient }: Delivered, search: string): boolean {
  const part = search.trim().toLowerCase()
  return subject.toLowerCase().includes(part) || recipient.includes(part.replace(/\s/g, ""))
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
