import { sql } from "drizzle-orm"
import { l, u } from "@/db/aliases"
import { queryRows } from "@/db/rows"
import { audit, heartbeats, letters, seals } from "@/db/schema"
import type { Context } from "@/lib/core/context"
import type { Family, Labels } from "@/lib/core/watching/exposition"
import { textBudgets } from "@/lib/ops/text-budgets"

/** So many rows of a table are looked at, however many wait: whoever asks often must not cost much. */
const LOOKED_AT = 5000

/** How the installation stands, from a few statements that read a bounded number of rows. */
export async function installationFamilies(ctx: Pick<Context, "db" | "clock">): Promise<Family[]> {
  const [standing, outcomes, budgets] = [await standingOf(ctx), await outcomesOf(ctx), await textBudgets(ctx)]
  return [
    // Greater than any limit where none has ever beaten.
    gauge("muster_worker_heartbeat_age_seconds", "Since when no worker has said that it lives.", [
      [{}, standing.heartbeatAge ?? Number.POSITIVE_INFINITY],
    ]),
    gauge("muster_letters_queued", `Letters that wait to be sent, ${LOOKED_AT} standing for as many or more.`, [
      [{}, standing.queued],
    ]),
    gauge("muster_letters_oldest_queued_age_seconds", "For how long the oldest of them has been waiting.", [
      [{}, standing.oldestQueuedAge ?? 0],
    ]),
    gauge(
      "muster_letters_last_hour",
      `Letters of the last hour, of the newest ${LOOKED_AT}, by what became of them.`,
      outcomes.map(({ outcome, count }) => [{ outcome }, count]),
    ),
    gauge("muster_audit_unsealed_rows", `Rows without a seal among the newest ${LOOKED_AT} of the audit.`, [
      [{}, standing.unsealed],
    ]),
    gauge(
      "muster_texts_spent",
      "Text messages of today that count for a budget.",
      budgets.map(({ rule, spent }) => [{ budget: rule }, spent]),
    ),
    gauge(
      "muster_texts_allowed",
      "Text messages that a budget allows in a day.",
      budgets.map(({ rule, allowed }) => [{ budget: rule }, allowed]),
    ),
  ]
}

/** A gauge with its values. */
export function gauge(name: string, help: string, values: [Labels, number][]): Family {
  return { name, type: "gauge", help, samples: values.map(([labels, value]) => ({ labels, value })) }
}

async function standingOf({ db, clock }: Pick<Context, "db" | "clock">) {
  const age = (since: ReturnType<typeof sql>) => sql<number | null>`extract(epoch from ${clock} - ${since})::float8`
  const shape = {
    heartbeatAge: sql<number | null>`(
      select ${age(sql`${heartbeats.at}`)} from ${heartbeats} where ${heartbeats.name} = 'worker')`,
    queued: sql<number>`(select count(*)::int from queued)`,
    oldestQueuedAge: sql<number | null>`(select ${age(sql`min(created_at)`)} from queued)`,
    unsealed: sql<number>`(select count(*)::int from newest
       where not exists (select from ${seals} where ${seals.auditId} = newest.id))`,
  }
  const [row] = await queryRows(
    db,
    shape,
    (columns) => sql`
      with queued as materialized (
        select ${l.createdAt} as created_at from ${letters} ${l} where ${l.state} = 'queued'
         order by ${l.nextTryAt} limit ${LOOKED_AT}::int),
      newest as (select ${u.id} as id from ${audit} ${u} order by ${u.id} desc limit ${LOOKED_AT}::int)
      select ${columns}`,
  )
  if (!row) throw new Error("A statement without a table gave no row")
  return row
}

/** By what the provider told last, or else what the worker did. */
function outcomesOf({ db, clock }: Pick<Context, "db" | "clock">) {
  const shape = { outcome: sql<string>`coalesce(fate, state)`, count: sql<number>`count(*)::int` }
  return queryRows(
    db,
    shape,
    (columns) => sql`
      select ${columns} from (select ${l.fate} as fate, ${l.state} as state, ${l.createdAt} as created_at
        from ${letters} ${l} order by ${l.id} desc limit ${LOOKED_AT}::int) newest
       where created_at > ${clock} - interval '1 hour' group by 1 order by 1`,
  )
}
