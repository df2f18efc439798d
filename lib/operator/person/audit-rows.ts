import { sql } from "drizzle-orm"
import { u } from "@/db/aliases"
import type { Queries } from "@/db/client"
import { queryRows, type RowOf } from "@/db/rows"
import { audit, handshakes } from "@/db/schema"
import { concerns, listed, type Person, wholeContact } from "@/lib/operator/person/places"

const BATCH = 5000
const FIRST = "00000000-0000-0000-0000-000000000000"
const JSON_ESCAPE = "\\\\(u[0-9a-f]{4}|.)"

const row = {
  id: u.id,
  organizationId: u.organizationId,
  actorId: u.actorId,
  action: u.action,
  target: u.target,
  handshakeId: u.handshakeId,
  ip: u.ip,
  refusal: u.refusal,
  detail: u.detail,
  at: u.at,
}
export type PersonalRow = RowOf<typeof row> & {
  /** Whether it tells of the person as a whole, and not only names a contact of theirs. */
  theirs: boolean
}

/** In portions, every row of the audit that tells of a person: what they did, what was done to them, or names a contact. */
export async function* personalRows(db: Queries, person: Person): AsyncGenerator<PersonalRow[]> {
  const { accountId, contacts } = person
  const [known] = await queryRows(
    db,
    { ids: sql<string[]>`coalesce(json_agg(${handshakes.id}), '[]')` },
    (columns) => sql`
    select ${columns} from ${handshakes} where ${concerns(person)}`,
  )
  const theirs = sql<boolean>`(${u.actorId} = ${accountId}::uuid or ${u.target} in (${listed([...contacts, ...(accountId ? [accountId] : [])])})
    or ${u.handshakeId}::text in (${listed(known?.ids ?? [])}))`
  // Without the escapes of JSON, whose letters would stand before a contact that begins a line.
  const words = sql`regexp_replace(lower(${u.detail}::text), ${JSON_ESCAPE}, ' ', 'g')`
  const wanted = contacts.map((word) => ({ word, whole: wholeContact(word) }))
  const named = sql`exists (select from json_to_recordset(${JSON.stringify(wanted)}::text::json) as c (word text, whole text)
    where strpos(lower(${u.detail}::text), word) > 0 and ${words} ~ whole)`
  for (let last = FIRST; ; ) {
    const page = sql`select * from ${audit} where id > ${last} order by id limit ${BATCH}::int`
    const [end] = await db.execute<{ id: string | null }>(
      sql`select (select id from (${page}) p order by id desc limit 1) as id`,
    )
    yield (await queryRows(
      db,
      { ...row, theirs: sql<boolean>`coalesce(${theirs}, false)` },
      (columns) => sql`
      select ${columns} from (${page}) ${u} where coalesce(${theirs}, false) or ${named} order by ${u.id}`,
    )) as PersonalRow[]
    if (!end?.id) return
    last = end.id
  }
}
