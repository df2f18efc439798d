import { and, eq, gt, inArray, isNull, type SQL, sql } from "drizzle-orm"
import { render, toPlainText } from "react-email"
import type { Queries } from "@/db/client"
import { handshakes, type letters, organizations, verifications } from "@/db/schema"
import { databaseClock } from "@/lib/core/context"
import { certification } from "@/lib/core/live"
import { codeFor } from "@/lib/core/secrets"
import { linkTo, notMeLink, optOutLink } from "@/lib/core/tokens"
import { letterTemplates, type Template } from "@/lib/letters/templates"
import type { Facts, LetterTemplate } from "@/lib/letters/templates/letter"
import { oneLine } from "@/lib/letters/templates/words"
import { settings } from "@/lib/settings"
import { pendingStates } from "@/lib/shared/states"

export type LetterRow = typeof letters.$inferSelect

/** A letter as it goes out; a text message has neither a subject worth sending nor HTML. */
export interface Rendered {
  subject: string
  html: string | null
  text: string
  /** Where its reader can have no more of its kind. */
  optOut?: string
}

type Secrets = Pick<Facts, "link" | "deadline" | "code" | "optOut" | "legalName" | "formerName">

const MAX_SUBJECT = 160
const plainText = [{ selector: "h1", options: { uppercase: false } }]

/**
 * The letter as it may go now; null when its handshake is no longer pending, or resent, or its code used or expired.
 */
export async function renderLetter(
  db: Queries,
  letter: LetterRow,
  clock: SQL<Date> = databaseClock,
): Promise<Rendered | null> {
  const secrets = await secretsOf(db, letter, clock)
  return secrets && write(letter, secrets)
}

/** The letter as it went, whatever has become of its link since: for the local mailbox. */
export async function renderSent(db: Queries, letter: LetterRow): Promise<Rendered> {
  return write(letter, (await secretsOf(db, letter, null)) ?? {})
}

/** The subject alone, which holds no secret. */
export function subjectOf(letter: LetterRow): string {
  return oneLine(templateOf(letter).subject(factsOf(letter)), MAX_SUBJECT)
}

async function secretsOf(db: Queries, letter: LetterRow, clock: SQL<Date> | null): Promise<Secrets | null> {
  const { handshakeId, verificationId, noticeId, template } = letter
  if (handshakeId) return liveLink(db, letter, clock)
  if (noticeId) return { link: notMeLink(noticeId) }
  return template === "code" && verificationId ? codeOf(db, verificationId, clock) : {}
}

async function liveLink(db: Queries, letter: LetterRow, clock: SQL<Date> | null): Promise<Secrets | null> {
  const generation = letter.generation ?? 0
  const { kind, keyId, state, expiresAt } = handshakes
  const live = clock && and(eq(handshakes.generation, generation), inArray(state, pendingStates), gt(expiresAt, clock))
  const [row] = await db
    .select({
      id: handshakes.id,
      kind,
      keyId,
      deadline: expiresAt,
      ...certification(organizations, clock ?? databaseClock),
    })
    .from(handshakes)
    .innerJoin(organizations, eq(organizations.id, handshakes.organizationId))
    .where(and(eq(handshakes.id, letter.handshakeId ?? ""), live ?? undefined))
  if (!row) return null
  const link = letter.page ? linkTo(letter.page, { ...row, generation }) : undefined
  const optOut = row.kind === "invitation" ? optOutLink({ id: row.id, contact: letter.recipient }) : undefined
  const { deadline, legalName, formerName } = row
  return { link, optOut, deadline, legalName, formerName }
}

async function codeOf(db: Queries, id: string, clock: SQL<Date> | null): Promise<Secrets | null> {
  const live = clock && and(isNull(verifications.usedAt), gt(verifications.expiresAt, clock))
  const minutes = sql<number>`round(extract(epoch from ${verifications.expiresAt} - ${verifications.createdAt}) / 60)::int`
  const [row] = await db
    .select({ minutes, keyId: verifications.keyId })
    .from(verifications)
    .where(and(eq(verifications.id, id), live ?? undefined))
  const digits = row && codeFor(id, row.keyId)
  return digits ? { code: { digits, minutes: row.minutes } } : null
}

async function write(letter: LetterRow, secrets: Secrets): Promise<Rendered> {
  const template = templateOf(letter)
  const facts = { ...factsOf(letter), ...secrets }
  const subject = subjectOf(letter)
  if (letter.channel === "sms") return { subject, html: null, text: template.sms(facts) }
  const html = await render(template.html(facts))
  return { subject, html, text: toPlainText(html, { selectors: plainText }), optOut: secrets.optOut }
}

function templateOf({ template }: LetterRow): LetterTemplate {
  return letterTemplates[template as Template]
}

function factsOf({ locale, recipient, words }: LetterRow): Facts {
  return { locale, recipient, words, origin: settings().origin }
}
