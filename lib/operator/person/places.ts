import { type Column, or, type SQL, sql } from "drizzle-orm"
import type { PgTable } from "drizzle-orm/pg-core"
import * as tables from "@/db/schema"

/** Whose data it is: the account, where there is one, and every contact that it has or had. */
export interface Person {
  /** Null for a contact without an account. */
  accountId: string | null
  contacts: string[]
  /** What the person is called, and was. */
  names: string[]
}

/** Where data of a person is, and what becomes of it when the person is erased. */
export interface Place {
  name: string
  table: PgTable
  whose: (person: Person) => SQL | undefined
  /** What gives nothing to know of a person and opens something: left out of an export. */
  secret?: string[]
  /** `deleted`, or the columns that are written over; left out where `erasePerson` looks after it itself. */
  erased?: "deleted" | SQL
}

const { accounts, accessKeys, handshakes } = tables
const ofAccount =
  (column: Column) =>
  ({ accountId }: Person) =>
    sql`${column} = ${accountId}::uuid`
const ofContact =
  (column: Column) =>
  ({ contacts }: Person) =>
    sql`${column} in (${listed(contacts)})`
const ofEither = (account: Column, contact: Column) => (person: Person) =>
  or(ofAccount(account)(person), ofContact(contact)(person))
const ofKeys = (column: Column) => (person: Person) =>
  sql`${column} in (select ${accessKeys.id} from ${accessKeys} where ${ofAccount(accessKeys.accountId)(person)})`

/** Every table that tells of persons, in the order in which they are erased; the audit is looked through beside them. */
export const places: Place[] = [
  { name: "account", table: accounts, whose: ofAccount(accounts.id), secret: ["passwordHash"] },
  {
    name: "legalPerson",
    table: tables.entities,
    whose: (person) =>
      sql`${tables.entities.id} in (select ${accounts.entityId} from ${accounts} where ${ofAccount(accounts.id)(person)})`,
  },
  { name: "memberships", table: tables.memberships, whose: ofAccount(tables.memberships.accountId) },
  { name: "tags", table: tables.tags, whose: ofAccount(tables.tags.accountId), erased: "deleted" },
  {
    name: "logins",
    table: tables.sessions,
    whose: ofAccount(tables.sessions.accountId),
    secret: ["hash"],
    erased: "deleted",
  },
  {
    name: "halfLogins",
    table: tables.halfLogins,
    whose: ofAccount(tables.halfLogins.accountId),
    secret: ["hash"],
    erased: "deleted",
  },
  {
    name: "challenges",
    table: tables.challenges,
    whose: ofAccount(tables.challenges.accountId),
    secret: ["challenge"],
    erased: "deleted",
  },
  {
    name: "factors",
    table: tables.factors,
    whose: ofAccount(tables.factors.accountId),
    secret: ["secret", "keyId", "usedStep", "credentialId", "publicKey", "counter"],
    erased: "deleted",
  },
  {
    name: "factorsBegun",
    table: tables.totpDrafts,
    whose: ofAccount(tables.totpDrafts.accountId),
    secret: ["sessionHash", "secret", "keyId"],
    erased: "deleted",
  },
  {
    name: "recoveryCodes",
    table: tables.recoveryCodes,
    whose: ofAccount(tables.recoveryCodes.accountId),
    secret: ["hash", "salt"],
    erased: "deleted",
  },
  {
    name: "factorResets",
    table: tables.factorResets,
    whose: ofAccount(tables.factorResets.accountId),
    erased: "deleted",
  },
  { name: "notices", table: tables.notices, whose: ofAccount(tables.notices.accountId), erased: "deleted" },
  { name: "contactChanges", table: tables.contactChanges, whose: ofAccount(tables.contactChanges.accountId) },
  {
    name: "codes",
    table: tables.verifications,
    whose: ofEither(tables.verifications.accountId, tables.verifications.contact),
    secret: ["draft", "keyId"],
    erased: "deleted",
  },
  {
    name: "bindings",
    table: tables.bindings,
    whose: ofEither(tables.bindings.accountId, tables.bindings.contact),
    erased: "deleted",
  },
  { name: "messages", table: tables.letters, whose: ofContact(tables.letters.recipient), erased: "deleted" },
  { name: "optOuts", table: tables.optOuts, whose: ofContact(tables.optOuts.contact), erased: "deleted" },
  {
    name: "replies",
    table: tables.replies,
    whose: ofKeys(tables.replies.accessKeyId),
    secret: ["answer"],
    erased: "deleted",
  },
  { name: "requests", table: tables.requests, whose: ofKeys(tables.requests.accessKeyId), erased: sql`ip = null` },
  {
    name: "accessKeys",
    table: accessKeys,
    whose: ofAccount(accessKeys.accountId),
    secret: ["secret", "keyId", "login"],
    erased: sql`name = '', last_used_from = null, login = null, deleted_at = coalesce(deleted_at, clock_timestamp())`,
  },
  {
    name: "handshakes",
    table: handshakes,
    whose: (person) => or(concerns(person), ofAccount(handshakes.initiatorId)(person)),
    secret: ["keyId", "generation"],
  },
]

/** The tables that tell of no person; the audit and its seals are looked through row by row. */
export const impersonal: PgTable[] = [
  tables.organizations,
  tables.claimedNames,
  tables.handshakeSubjects,
  tables.refusedChannels,
  tables.audit,
  tables.seals,
  tables.reseals,
  tables.policies,
  tables.policyAttachments,
  tables.limits,
  tables.heartbeats,
]

/** The handshakes whose words are about a person, or theirs. */
export function concerns(person: Person): SQL | undefined {
  return or(
    ofContact(handshakes.subject)(person),
    sql`${handshakes.kind} = 'join-request' and ${ofAccount(handshakes.initiatorId)(person)}`,
    ofAccount(handshakes.recipientId)(person),
  )
}

/** Words as a list of a statement, whatever their number. */
export function listed(words: string[]): SQL {
  return sql`select json_array_elements_text(${JSON.stringify(words)}::text::json)`
}

/**
 * A regular expression, of JavaScript and of PostgreSQL, that finds a contact as a whole: not within an address that
 * ends or goes on with it, nor in a longer number. The end of a sentence is no part of it.
 */
export function wholeContact(contact: string): string {
  return `(?<![A-Za-z0-9_+@-]|[A-Za-z0-9_+-][.])${escaped(contact)}(?![A-Za-z0-9_@]|[.-]+[A-Za-z0-9_])`
}

/** A text as it stands in a regular expression. */
export function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
}
