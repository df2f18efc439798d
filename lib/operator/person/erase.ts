import { eq, sql } from "drizzle-orm"
import type { PgTable } from "drizzle-orm/pg-core"
import type { Database, Queries } from "@/db/client"
import {
  accounts,
  contactChanges,
  entities,
  handshakeSubjects,
  handshakes,
  limits,
  memberships,
  organizations,
} from "@/db/schema"
import { record } from "@/lib/audit/audit"
import { type Rewritten, rewriteRows } from "@/lib/audit/seals/rewrite"
import type { Contact } from "@/lib/core/contacts"
import { databaseClock, type LoggedIn, noActor } from "@/lib/core/context"
import { leaveOrganization } from "@/lib/members/members"
import { type PersonalRow, personalRows } from "@/lib/operator/person/audit-rows"
import { personWith } from "@/lib/operator/person/find"
import { concerns, escaped, listed, type Person, places } from "@/lib/operator/person/places"
import { pseudonymOf, scrubbed } from "@/lib/operator/person/pseudonym"
import { eraseFromLetters } from "@/lib/operator/person/told-others"

const BATCH = 2000
const REWRITTEN_AT_ONCE = 500

/** What came of an erasure. */
export type Erasure =
  /** The login does not own the tables. */
  | { state: "denied" }
  | { state: "unknown" }
  /** The organizations that would have no owner. */
  | { state: "owner"; organizations: { id: string; name: string }[] }
  /** Rows of the audit whose seals do not hold: nothing may be sealed over them. */
  | { state: "broken"; rows: string[] }
  | { state: "erased"; pseudonym: string; left: number; rows: number }

/**
 * Takes a person out of the database of Muster, as the owner of its tables: ends memberships, logins and keys, removes
 * contacts, messages and words, and leaves in the history a pseudonym under seals that hold. What was begun and ended
 * by force is done by running it again. For the command alone.
 */
export async function erasePerson({ db }: { db: Database }, contact: Contact): Promise<Erasure> {
  const [right] = await db.execute(sql`select has_table_privilege('audit', 'update') as may`)
  if (!right?.may) return { state: "denied" }
  const person = await personWith({ db }, contact)
  const owned = await ownedBy(db, person)
  if (owned.length > 0) return { state: "owner", organizations: owned }
  if (!person.accountId && !(await isKnown(db, person))) return { state: "unknown" }
  const pseudonym = await pseudonymOf(db, person)
  await shutOut(db, person)
  const left = await leaveAll(db, person)
  await eraseHandshakes(db, { person, pseudonym })
  for (const { table, whose, erased } of places)
    if (erased) await inBatches(db, { table, which: whose(person) ?? sql`false`, erased })
  await eraseFromLetters(db, { person, pseudonym })
  const { rows, broken } = await eraseAudit(db, { person, pseudonym })
  if (broken.length > 0) return { state: "broken", rows: broken }
  await db.transaction((tx) => eraseAccount(tx, { person, pseudonym }))
  return { state: "erased", pseudonym, left, rows }
}

interface Erased {
  person: Person
  pseudonym: string
}

function ownedBy(db: Queries, { accountId }: Person) {
  return db
    .select({ id: organizations.id, name: organizations.name })
    .from(memberships)
    .innerJoin(organizations, eq(organizations.id, memberships.organizationId))
    .where(sql`${memberships.accountId} = ${accountId}::uuid and ${memberships.role} = 'super_admin'`)
}

async function isKnown(db: Queries, person: Person): Promise<boolean> {
  for (const { table, whose } of places) {
    const [found] = await db.select({ one: sql`1` }).from(table).where(whose(person)).limit(1)
    if (found) return true
  }
  for await (const rows of personalRows(db, person)) if (rows.length > 0) return true
  return false
}

/** From here on nobody logs in as the person, whatever is still to be done. */
async function shutOut(db: Queries, { accountId }: Person) {
  await db.execute(sql`
    with ended as (update sessions set ended_at = clock_timestamp() where account_id = ${accountId}::uuid and ended_at is null)
    update ${accounts} set password_hash = null, operator = false where id = ${accountId}::uuid`)
}

async function leaveAll(db: Database, { accountId }: Person): Promise<number> {
  if (!accountId) return 0
  const ctx: LoggedIn = { db, actor: { accountId, freshLogin: true }, clock: databaseClock, ip: null }
  const { organizationId } = memberships
  const found = await db.select({ organizationId }).from(memberships).where(eq(memberships.accountId, accountId))
  for (const membership of found) await leaveOrganization(ctx, membership)
  return found.length
}

/** What waits for the person's answer expires now; of all others the words go, and the contact becomes the pseudonym. */
async function eraseHandshakes(db: Queries, { person, pseudonym }: Erased) {
  const contact = contactOf(pseudonym)
  const isContact = sql`subject in (${listed(person.contacts)})`
  await db.execute(sql`
    with erased as (
      update ${handshakes} set
        expires_at = case when state in ('requested', 'open') then least(expires_at, clock_timestamp()) else expires_at end,
        subject = case when ${isContact} then ${contact} else subject end,
        terms = terms - '{note,description,email,phone}'::text[]
          || case when terms ? 'note' then '{"note": ""}' else '{}' end::jsonb
          || case when terms ? 'description' then '{"description": ""}' else '{}' end::jsonb,
        reason = null
      where ${concerns(person)} returning id)
    update ${handshakeSubjects} s set subject = ${contact} from erased where s.handshake_id = erased.id
       and s.${isContact}`)
}

interface Batch {
  table: PgTable
  which: ReturnType<typeof sql>
  erased: "deleted" | ReturnType<typeof sql>
}

async function inBatches(db: Queries, { table, which, erased }: Batch) {
  const page = sql`array(select ctid from ${table} where ${which} limit ${BATCH}::int)`
  if (erased !== "deleted") {
    await db.execute(sql`update ${table} set ${erased} where ${which}`)
    return
  }
  while ((await db.execute(sql`delete from ${table} where ctid = any(${page})`)).count > 0);
}

/** What the person was called is known from the rows of their renaming: these come last, and together. */
async function eraseAudit(db: Database, erased: Erased) {
  const renames: Rewritten[] = []
  let rows = 0
  for await (const page of personalRows(db, erased.person)) {
    const isRename = ({ action }: PersonalRow) => action === "account.rename"
    renames.push(...page.filter(isRename).flatMap((row) => rewritten(row, erased)))
    const changed = page.filter((row) => !isRename(row)).flatMap((row) => rewritten(row, erased))
    for (let from = 0; from < changed.length; from += REWRITTEN_AT_ONCE) {
      const broken = await db.transaction((tx) => rewriteRows(tx, changed.slice(from, from + REWRITTEN_AT_ONCE)))
      if (broken.length > 0) return { rows, broken }
    }
    rows += changed.length
  }
  const broken = await db.transaction((tx) => rewriteRows(tx, renames))
  return { rows: rows + renames.length, broken }
}

/** What a row says without the person; nothing where it says that already. */
function rewritten(row: PersonalRow, { person, pseudonym }: Erased) {
  const scrub = scrubbed(row, { person, pseudonym, contact: contactOf(pseudonym) })
  const isSame =
    JSON.stringify([row.target, row.ip, row.detail]) === JSON.stringify([scrub.target, scrub.ip, scrub.detail])
  return isSame ? [] : [{ id: row.id, ...scrub }]
}

async function eraseAccount(tx: Queries, { person, pseudonym }: Erased) {
  const { accountId, contacts } = person
  // A contact is the last part of such a key, or has an address of the network behind it.
  const whole = contacts.map((contact) => `:${escaped(contact)}(@|$)`)
  const named = sql`${limits.key} ~ any(array(${listed(whole)}))`
  await tx.delete(limits).where(named)
  if (accountId) {
    await tx.delete(contactChanges).where(eq(contactChanges.accountId, accountId))
    const [account] = await tx.select({ entityId: accounts.entityId }).from(accounts).where(eq(accounts.id, accountId))
    const nothing = { email: null, phone: null, boundPhone: null, entityId: null, passwordHash: null, operator: false }
    await tx
      .update(accounts)
      .set({ name: pseudonym, ...nothing })
      .where(eq(accounts.id, accountId))
    await tx.execute(sql`
      delete from ${entities} e where e.id = ${account?.entityId ?? null}::uuid
         and not exists (select from ${accounts} where entity_id = e.id)
         and not exists (select from ${organizations} where entity_id = e.id)`)
  }
  await record(tx, noActor, { action: "person.erase", target: accountId ?? contactOf(pseudonym) })
}

/** Stands where a contact stood, and can never be one. */
function contactOf(pseudonym: string): string {
  return `${pseudonym}@erased.invalid`
}
