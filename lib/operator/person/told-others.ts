import { sql } from "drizzle-orm"
import type { Queries } from "@/db/client"
import { handshakes, letters } from "@/db/schema"
import { concerns, listed, type Person } from "@/lib/operator/person/places"

const BATCH = 5000
const FIRST = "00000000-0000-0000-0000-000000000000"

/**
 * Takes a person out of what others were told of them, in portions. A message to somebody else that has not gone yet
 * keeps the name where it may be that of another person.
 */
export async function eraseFromLetters(db: Queries, { person, pseudonym }: { person: Person; pseudonym: string }) {
  const isContact = sql`lower(value) in (${listed(person.contacts)})`
  const isName = sql`(value in (${listed(person.names)}) and (l.state <> 'queued' or l.handshake_id in (select id from theirs)))`
  for (let last = FIRST; ; ) {
    const [page] = await db.execute<{ last: string | null }>(sql`
      with theirs as materialized (select ${handshakes.id} as id from ${handshakes} where ${concerns(person)}),
      page as (select id from ${letters} where id > ${last} order by id limit ${BATCH}::int),
      changed as (
        update ${letters} l set words = (
          select jsonb_object_agg(key, case when ${isContact} or ${isName} then ${pseudonym} else value end)
            from jsonb_each_text(l.words))
          from page where l.id = page.id
           and exists (select from jsonb_each_text(l.words) where ${isContact} or ${isName}) returning l.id)
      select (select id from page order by id desc limit 1) as last, (select count(*) from changed)`)
    if (!page?.last) return
    last = page.last
  }
}
