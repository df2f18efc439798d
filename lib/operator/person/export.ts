import { getTableColumns } from "drizzle-orm"
import { record } from "@/lib/audit/audit"
import type { Contact } from "@/lib/core/contacts"
import { type Context, noActor } from "@/lib/core/context"
import { personalRows } from "@/lib/operator/person/audit-rows"
import { personWith } from "@/lib/operator/person/find"
import { type Person, type Place, places } from "@/lib/operator/person/places"

/** A person's data. The shape is documented in docs/operations.md: a change of it is another version. */
export interface PersonExport {
  format: "muster-person"
  version: 1
  contacts: string[]
  data: Record<string, object[]>
}

/**
 * Everything that is known of the person with a contact, without secrets: by the names of `places`, and the rows of the
 * audit. Nothing where neither an account has the contact nor anything names it. For the command alone.
 */
export async function exportPerson({ db }: Pick<Context, "db">, contact: Contact): Promise<PersonExport | null> {
  const person = await personWith({ db }, contact)
  const data: PersonExport["data"] = {}
  for (const place of places) data[place.name] = await rowsIn({ db }, place, person)
  const told: object[] = []
  for await (const rows of personalRows(db, person)) told.push(...rows.map(({ theirs: _, ...row }) => row))
  data.audit = told
  if (Object.values(data).every((rows) => rows.length === 0)) return null
  await record(db, noActor, { action: "person.export", target: person.accountId ?? contact.address })
  return { format: "muster-person", version: 1, contacts: person.contacts, data }
}

async function rowsIn(
  { db }: Pick<Context, "db">,
  { table, whose, secret = [] }: Place,
  person: Person,
): Promise<object[]> {
  const columns = Object.entries(getTableColumns(table)).filter(([name]) => !secret.includes(name))
  return db.select(Object.fromEntries(columns)).from(table).where(whose(person))
}
