import { type SQL, sql } from "drizzle-orm"
import { h, o } from "@/db/aliases"
import { handshakes, organizations } from "@/db/schema"
import type { Context } from "@/lib/core/context"
import { type LockStrength, lockStrengths } from "@/lib/core/locks"
import { type Given, statements } from "@/lib/core/statement"
import { acceptedAlone, acceptedBeside, type KindName } from "@/lib/handshake/kinds"

const list = (kinds: readonly KindName[]) => sql.raw(`('${kinds.join("', '")}')`)

/** How an acceptance locks the organization: kind and terms never change, so that they are read before the lock. */
const acceptance = sql`case
  when ${h.kind} in ${list(acceptedAlone)} then 'alone'
  when ${h.kind} in ${list(acceptedBeside)} and ${h.terms} ->> 'affiliates' is null then 'answer'
  else 'change' end`

/**
 * Locks what a move changes: the organization, as far as the move needs it, and then the handshakes. In a statement of
 * its own, for the next one must see what was done while it waited.
 */
export function lockHandshakes(ctx: Pick<Context, "db" | "clock">, ids: string[], accepting: boolean) {
  return lock({ accepting })(ctx, { ids: `{${ids.join()}}` })
}

const lock = statements(({ accepting }: { accepting: boolean }) => ({ ids }: Given<"ids">) => {
  const strengths: LockStrength[] = accepting ? ["answer", "change", "alone"] : ["change"]
  const locked = strengths.map((strength) => lockedAs(strength, accepting))
  const counts = strengths.map((strength) => sql`(select count(*) from ${sql.identifier(strength)})`)
  return {
    shape: { id: h.id },
    text: (columns: SQL) => sql`
      with asked as (
        select ${h.organizationId}, ${accepting ? acceptance : sql`'change'`} as strength from ${handshakes} ${h}
         where ${h.id} = any(${ids}::text::uuid[])),
      ${sql.join(locked, sql`, `)}
      select ${columns} from ${handshakes} ${h}
       where ${h.id} = any(${ids}::text::uuid[]) and ${sql.join(counts, sql` + `)} > 0
       order by ${h.id} for no key update of ${h}`,
  }
})

/** Where a lowered quota has fewer places than are reserved, answers go one after the other as well. */
function lockedAs(strength: LockStrength, accepting: boolean): SQL {
  const crowded = accepting && strength === "change" ? sql`or exists (select from answer where crowded)` : sql``
  return sql`${sql.identifier(strength)} as materialized (
    select ${o.seatsTaken} > ${o.quota} as crowded
      from ${organizations} ${o} join asked on asked.organization_id = ${o.id}
     where asked.strength = ${sql.raw(`'${strength}'`)} ${crowded} for ${lockStrengths[strength]} of ${o})`
}
