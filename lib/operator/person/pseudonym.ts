import { eq } from "drizzle-orm"
import type { Queries } from "@/db/client"
import { accounts } from "@/db/schema"
import { randomWord } from "@/lib/core/secrets"
import type { PersonalRow } from "@/lib/operator/person/audit-rows"
import { type Person, wholeContact } from "@/lib/operator/person/places"

/** What somebody has written, in the details of an entry. */
const WORDS = ["note", "reason", "description"]
const LENGTH = 8

/** What a person is called in the history from now on: after the number of the account, which stays. */
export async function pseudonymOf(db: Queries, { accountId }: Person): Promise<string> {
  if (!accountId) return `erased-${randomWord(LENGTH)}`
  const [account] = await db.select({ number: accounts.number }).from(accounts).where(eq(accounts.id, accountId))
  return `erased-${account?.number}`
}

interface Scrubbing {
  person: Person
  pseudonym: string
  /** What stands in place of a contact. */
  contact: string
}

/** A row of the audit without the person: their contacts, and in rows that are theirs their names and words. */
export function scrubbed(
  { actorId, target, ip, detail, theirs }: PersonalRow,
  { person, pseudonym, contact }: Scrubbing,
) {
  const { accountId, contacts, names } = person
  const withoutContacts = (text: string) =>
    contacts.reduce((rest, one) => rest.replaceAll(new RegExp(wholeContact(one), "gi"), () => contact), text)
  const scrub = (value: unknown, key = ""): unknown => {
    if (typeof value === "string") {
      if (theirs && WORDS.includes(key)) return ""
      return theirs && names.includes(value) ? pseudonym : withoutContacts(value)
    }
    if (Array.isArray(value)) return value.map((one) => scrub(one))
    if (value === null || typeof value !== "object") return value
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, scrub(one, name)]))
  }
  return {
    target: target && withoutContacts(target),
    // Where nobody was logged in, as at a refused login, it is taken for the person's.
    ip: (actorId === null ? theirs : actorId === accountId) ? null : ip,
    detail: scrub(detail),
  }
}
