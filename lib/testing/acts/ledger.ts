// What a site has acknowledged of invitations, held against what a database says.
import { sql } from "drizzle-orm"
import type { Database } from "@/db/client"

export interface Entry {
  act: "invited" | "accepted" | "revoked" | "resent"
  id: string
  contact: string
  /** When it was acknowledged, by the clock of `performance`. */
  at: number
}

/** Acknowledged acts of which the database does not know, or says otherwise. */
export function lostOf(db: Database, ledger: Entry[]): Promise<number> {
  const given = sql`select id::uuid, act, count(*) as times
    from json_to_recordset(${JSON.stringify(ledger)}::text::json) as one(id text, act text) group by 1, 2`
  return countOf(
    db,
    sql`
    with given as (${given})
    select from given left join handshakes h using (id)
     where h.id is null
        or (act = 'accepted' and h.state <> 'accepted')
        or (act = 'accepted' and not exists (
              select from memberships m join accounts a on a.id = m.account_id
               where m.organization_id = h.organization_id and a.email = h.subject))
        or (act = 'revoked' and h.state <> 'canceled')
        or (act = 'resent' and h.generation <= given.times)`,
  )
}

/**
 * Handshakes, of some organizations or of all, whose audit has not exactly one row for their beginning, for their end,
 * and for each sending after it.
 */
export function faultyEffects(db: Database, organizations?: string[]): Promise<number> {
  const among = organizations ? sql`h.organization_id in ${organizations}` : sql`true`
  return countOf(
    db,
    sql`
    select from handshakes h
      left join lateral (
        select count(*) filter (where action = 'invitation.propose') as proposed,
               count(*) filter (where action = 'invitation.accept') as accepted,
               count(*) filter (where action = 'invitation.cancel') as canceled,
               count(*) filter (where action = 'invitation.resend') as resent
          from audit where handshake_id = h.id and refusal is null) a on true
     where ${among} and (a.proposed <> 1 or a.accepted <> (h.state = 'accepted')::int or a.canceled <> (h.state = 'canceled')::int
        or a.resent <> h.generation - 1)`,
  )
}

/** How many rows a query gives. */
export async function countOf(db: Database, rows: ReturnType<typeof sql>): Promise<number> {
  return (await db.execute(rows)).length
}
