import { like, type SQL, sql } from "drizzle-orm"
import type { Queries } from "@/db/client"
import { heartbeats } from "@/db/schema"
import { type Given, statement } from "@/db/statement"
import { databaseClock } from "@/lib/core/context"

/** The code with which a replica says that it does not show what is asked for. */
export const BEHIND = "behind"
const NAP_MS = 2

/** Up to where a server has written or replayed: what it acknowledges lies before. */
const flushed = sql`case when current_setting('synchronous_commit') = 'off' then pg_current_wal_insert_lsn()
  else pg_current_wal_flush_lsn() end`
const shown = sql`case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else ${flushed} end`
/** Every promotion begins a timeline; positions of different ones say nothing of each other. */
const timeline = sql`substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8)`
const named = (timeline: SQL) => sql`'timeline ' || ${timeline}`
const madeAt = sql`extract(epoch from ${heartbeats.at})::text`

/**
 * Up to where the primary has written by now, and in which timeline, as `mustShow` takes it, as SQL. Null where nothing
 * can be said: on a server that cannot be written to, or as long as no worker has marked its timeline.
 */
export const positionNow: SQL<string | null> = sql`case when not pg_is_in_recovery() then (
  select concat_ws(' ', ${flushed}, ${timeline}, ${madeAt}) from ${heartbeats}
   where ${heartbeats.name} = ${named(timeline)}) end`

/**
 * Marks the timeline of the primary, so that a server that was left on a former one is told by the missing mark. The
 * marks that a dump has carried into this database are of another one, and made anew.
 */
export async function markTimeline(db: Queries) {
  const place = await placeOf(db)
  await db.transaction(async (tx) => {
    const { count } = await tx.execute(sql`
      insert into ${heartbeats} (name, at) values (${place}, clock_timestamp()) on conflict do nothing`)
    if (count > 0) await forgetTimelines(tx)
    await tx.execute(sql`
      insert into ${heartbeats} (name, at) select ${named(timeline)}, clock_timestamp() on conflict do nothing`)
  })
}

/** Lets no replica be asked until a worker marks the timeline anew. */
export async function forgetTimelines(db: Queries) {
  await db.delete(heartbeats).where(like(heartbeats.name, "timeline %"))
}

/** What a database has in common with its standbys alone; without the cluster where the login may not ask for it. */
async function placeOf(db: Queries): Promise<string> {
  const [asked] = await db.execute<{ allowed: boolean | null }>(
    sql`select has_function_privilege(to_regprocedure('pg_control_system()')::oid, 'execute') as allowed`,
  )
  const cluster = asked?.allowed ? sql`(select system_identifier from pg_control_system())` : sql`null`
  const own = sql`(select oid from pg_database where datname = current_database())`
  const [row] = await db.execute<{ place: string }>(sql`select concat_ws(' ', 'place', ${own}, ${cluster}) as place`)
  return row?.place ?? ""
}

/**
 * Waits on a replica, so long at most, until it shows all that had been written at a position; what is asked behind it
 * fails with it otherwise.
 */
export async function mustShow(db: Pick<Queries, "execute">, position: string, waitMs: number) {
  await waiting({ db, clock: databaseClock }, { position, naps: Math.floor(waitMs / NAP_MS) })
}

// A snapshot is as old as the beginning of its statement, so what is to be read needs another one behind this.
const waiting = statement(({ position, naps }: Given<"position" | "naps">) => {
  const part = (n: number) => sql`split_part(${position}::text, ' ', ${sql.raw(String(n))})`
  const isMarked = sql`exists (select from ${heartbeats} where ${heartbeats.name} = ${named(part(2))} and ${madeAt} = ${part(3)})`
  const missing = sql`pg_wal_lsn_diff(asked.lsn, ${shown})`
  return {
    shape: {
      isShown: sql<boolean>`case when ${isMarked} and ${missing} <= 0 then true
        else refuse(${sql.raw(`'${BEHIND}'`)}, ${missing}::text) end`,
    },
    text: (columns) => sql`
      with recursive asked as materialized (select ${part(1)}::pg_lsn as lsn),
      nap (n) as (
        select 0 union all select n + 1 from nap, asked
         where case when n < ${naps}::int and ${missing} > 0 then pg_sleep(${sql.raw(String(NAP_MS / 1000))})::text = '' end)
      select ${columns} from (select max(n) as naps from nap) slept, asked where slept.naps >= 0`,
  }
})
