import { eq, or, sql } from "drizzle-orm"
import { accounts, audit, contactChanges } from "@/db/schema"
import type { Contact } from "@/lib/core/contacts"
import type { Context } from "@/lib/core/context"
import type { Person } from "@/lib/operator/person/places"

/** The person with a contact: the account that has it, with all contacts and names that it has or had, or the contact alone. */
export async function personWith({ db }: Pick<Context, "db">, { address }: Contact): Promise<Person> {
  const [account] = await db
    .select()
    .from(accounts)
    .where(or(eq(accounts.email, address), eq(accounts.phone, address)))
  if (!account) return { accountId: null, contacts: [address], names: [] }
  const changes = await db.select().from(contactChanges).where(eq(contactChanges.accountId, account.id))
  const renames = await db
    .select({ from: sql<string>`${audit.detail} ->> 'from'`, to: sql<string>`${audit.detail} ->> 'to'` })
    .from(audit)
    .where(sql`${audit.action} = 'account.rename' and ${audit.actorId} = ${account.id}`)
  const contacts = [
    address,
    account.email,
    account.phone,
    account.boundPhone,
    ...changes.flatMap((one) => [one.former, one.contact]),
  ]
  const names = [account.name, ...renames.flatMap(({ from, to }) => [from, to])]
  return { accountId: account.id, contacts: some(contacts), names: some(names) }
}

function some(words: (string | null)[]): string[] {
  return [...new Set(words.filter((word): word is string => Boolean(word)))]
}
