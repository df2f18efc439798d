import { type SQL, sql } from "drizzle-orm"
import { h, o } from "@/db/aliases"
import { handshakes, organizations } from "@/db/schema"
import { amongGiven, type Given, idsOf, statements } from "@/db/statement"
import type { Context } from "@/lib/core/context"
import { type LockStrength, lockStrengths } from "@/lib/core/locks"
import { acceptedAlone, acceptedBeside, type KindName } from "@/lib/handshake/kinds"

interface Locking {
  accepting?: boolean
  /** The organization whose handshakes are locked; of many without it, that of the first. */
  organizationId?: string
}

/**
 * Locks what a move changes: the organization, as far as the move needs it, and then the handshakes, in a statement of
 * its own, for the next one must see what was done while it waited. Gives what is locked: nothing of an organization
 * whose quota was changed while it waited.
 */
export function lockHandshakes(
  ctx: Pick<Context, "db" | "clock">,
  ids: string[],
  { accepting = false, organizationId }: Locking = {},
) {
  const of = organizationId ? "given" : ids.length > 1 ? "first" : "any"
  return lock({ accepting, many: ids.length > 1, of })(ctx, {
    ids: idsOf(ids),
    organizationId: organizationId ?? null,
  })
}

/** Locks of these what can be accepted beside others and is free: waits for nothing, and gives what is locked. */
export function lockFree(ctx: Pick<Context, "db" | "clock">, ids: string[]) {
  return lockWhatIsFree({ many: ids.length > 1 })(ctx, { ids: idsOf(ids) })
}

interface Variant {
  accepting: boolean
  many: boolean
  /** Whose handshakes are locked. */
  of: "given" | "first" | "any"
}
type Asked = Given<"ids" | "organizationId">

const lock = statements(({ accepting, many, of }: Variant) => (given: Asked) => {
  const arms = accepting
    ? [held("answer", beside), held("alone", alone), held("change", sql`not (${beside}) and not (${alone})`)]
    : [held("answer", ofPersons), held("change", sql`not (${ofPersons})`)]
  return {
    shape: { id: h.id },
    // Rows are locked above the join: the handshake after its organization.
    text: (columns: SQL) => sql`
      select ${columns} from ${handshakes} ${h} cross join lateral (${sql.join(arms, sql` union all `)}) held
       where ${amongGiven(h.id, given.ids, many)} ${ofOne(of, given)} order by ${h.id} for no key update of ${h}`,
  }
})

const lockWhatIsFree = statements(({ many }: { many: boolean }) => ({ ids }: Given<"ids">) => ({
  shape: { id: h.id },
  text: (columns: SQL) => sql`
    select ${columns} from ${handshakes} ${h} cross join lateral (${held("answer", beside, sql`skip locked`)}) held
     where ${amongGiven(h.id, ids, many)} order by ${h.id} for no key update of ${h} skip locked`,
}))

/** Two who each held one of two organizations could wait for each other. */
function ofOne(of: Variant["of"], { ids, organizationId }: Asked): SQL {
  const first = sql`(select organization_id from ${handshakes} where ${amongGiven(handshakes.id, ids, false)})`
  return of === "any" ? sql`` : sql`and ${h.organizationId} = ${of === "given" ? organizationId : first}`
}

function held(strength: LockStrength, wanted: SQL, otherwise = sql``): SQL {
  return sql`select id from (select ${o.id} from ${organizations} ${o}
    where ${o.id} = ${h.organizationId} and ${wanted} for ${lockStrengths[strength]} ${otherwise}) one`
}

const list = (kinds: readonly KindName[]) => sql.raw(`('${kinds.join("', '")}')`)

/** What is asked of persons settles, or is sent again, without a look at the others of the organization. */
const ofPersons = sql`${h.kind} in ${list(acceptedBeside)} and ${h.terms} ->> 'affiliates' is null`
/** Where a lowered quota has fewer places than are reserved, the answers go one after the other. */
const beside = sql`${ofPersons}
  and ${o.seatsTaken} <= ${o.quota}`
const alone = sql`${h.kind} in ${list(acceptedAlone)}`
