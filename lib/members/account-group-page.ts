import { type SQL, sql } from "drizzle-orm"
import { a, h, m, s } from "@/db/aliases"
import { accounts, bindings, handshakeSubjects, handshakes, memberships } from "@/db/schema"
import { type Given, notLookedUp } from "@/db/statement"
import { isActivated, isRemovable } from "@/lib/effects/activation"
import { pageOfWanted } from "@/lib/lists/nearest"
import { limitOf, type Position, pageClauses, type Size, type Way } from "@/lib/lists/paging"
import { accountsCalled, byArrival } from "@/lib/members/records-page"
import { binding } from "@/lib/members/security"
import type { MemberAccount, Security } from "@/lib/shared/rows/members"

/** What varies in the statement of a page of accounts. */
export interface Variant extends Way {
  origin?: MemberAccount["origin"]
  security?: Security["state"]
  searching: boolean
  size: Size
}
type Values = Given<Position | "organizationId" | "pattern">
/** What a page is asked by. */
interface Asked {
  variant: Variant
  given: Values
  clock: SQL
}

/** How many bindings an account has had, for the latest of them. */
export const submitted = sql`count(*) over (partition by ${s.subject}) as submitted`

/** The rows of one page, as the common tables of a statement, the last of which is `page`. */
export function pageTables(variant: Variant, given: Values, clock: SQL): SQL {
  const asked = { variant, given, clock }
  const { searching, security } = variant
  const limit = limitOf(variant)
  if (!searching && !security) return sql`page as materialized (${arrived(asked, limit)})`
  // Of the accounts that have their contact, or have none at all, no index knows: they are read in their order.
  if (!searching && (security === "bound" || security === "none"))
    return sql`page as materialized (${wanted(asked, arrived(asked))})`
  return pageOfWanted({
    cost: "looked",
    row: sql`${m}`,
    order: pageClauses({ order: byArrival }, variant, given).order,
    limit,
    nearest: (limit) => arrived(asked, limit),
    wanted: (rows) => wanted(asked, rows),
    indexed: wanted(asked, membersAmong(asked, searching ? called(given) : inState(asked))),
  })
}

/** The memberships in their order. */
function arrived({ variant, given }: Asked, limit?: SQL): SQL {
  const { where, order } = pageClauses({ order: byArrival }, variant, given)
  return sql`select * from ${memberships} ${m} where ${m.organizationId} = ${given.organizationId} and ${m.affiliated}
    and ${cameBy(variant)} and ${where} order by ${order} ${limit ? sql`limit ${limit}` : sql``}`
}

/** The memberships of these accounts, each looked up. */
function membersAmong({ variant, given }: Asked, ids: SQL): SQL {
  const { where } = pageClauses({ order: byArrival }, variant, given)
  return sql`select ${m}.* from (${ids}) found (id) cross join lateral (
    select * from ${memberships} ${m} where ${m.accountId} = found.id and ${m.affiliated} and ${cameBy(variant)}
       and ${notLookedUp(sql`${m.organizationId} = ${given.organizationId}`)} and ${where} limit 1) ${m}`
}

/** By which way they came; whoever has no contact at all was created here. */
function cameBy({ origin, security }: Variant): SQL {
  const ways = [origin, security === "none" && "created"].flatMap((way) => way || [])
  return sql.join([sql`true`, ...ways.map((way) => sql`${m.origin} = ${sql.raw(`'${way}'`)}`)], sql` and `)
}

/** The page of those of these memberships whose accounts are as the filters want them. */
function wanted({ variant, given, clock }: Asked, rows: SQL): SQL {
  const { order } = pageClauses({ order: byArrival }, variant, given)
  const { security, searching } = variant
  return sql`
    select ${m}.* from (${rows}) ${m}
      cross join lateral (select * from ${accounts} ${a} where ${a.id} = ${m.accountId} limit 1) ${a}
      left join lateral (${latestBinding(given)}) ${h} on not ${isRemovable(m, a)}
     where ${security ? isIn(security, clock) : sql`true`} and ${searching ? isCalled(given.pattern) : sql`true`}
     order by ${order} limit ${limitOf(variant)}`
}

/** The latest binding of a member's account, with the number of its bindings so far. */
function latestBinding({ organizationId }: Values): SQL {
  return sql`
    select ${h}.*, ${s}.submitted from (
      select ${s.handshakeId}, ${submitted} from ${handshakeSubjects} ${s}
       where ${s.organizationId} = ${organizationId} and ${s.kind} = 'security-binding'
         and ${s.subject} = ${m.accountId}::text
       order by ${s.handshakeId} desc limit 1) ${s}
    cross join lateral (select * from ${handshakes} ${h} where ${h.id} = ${s.handshakeId} limit 1) ${h}`
}

function isCalled(pattern: SQL): SQL {
  const email = sql`coalesce(${a.email}, ${binding.email})`
  return sql`(searchable(${a.name}) ilike ${pattern} or ${a.number} like ${pattern} or ${email} ilike ${pattern})`
}

/** The accounts that may be called so: by what they have, or by a contact that is being bound to them. */
function called({ pattern }: Values): SQL {
  return sql`select id from (${accountsCalled(pattern)}) ${a}
    union select ${bindings.accountId} from ${bindings} where ${bindings.contact} ilike ${pattern}`
}

function isIn(security: Security["state"], clock: SQL): SQL {
  const created = sql`${m.origin} = 'created' and not ${isActivated(a)}`
  const waiting = sql`${h.state} = 'open' and ${h.expiresAt} > (select ${clock})`
  const conditions: Record<Security["state"], SQL> = {
    bound: isActivated(a),
    none: sql`not ${isActivated(a)} and ${h.id} is null`,
    waiting: sql`${created} and ${waiting}`,
    failed: sql`${created} and not (${waiting})`,
  }
  return conditions[security]
}

/** The accounts with a binding that waits, or with one that has failed. */
function inState({ variant, given, clock }: Asked): SQL {
  const branch = (which: SQL) => sql`select ${h.subject}::uuid from ${handshakes} ${h}
    where ${h.organizationId} = ${given.organizationId} and ${h.kind} = 'security-binding' and ${which}`
  const open = (compared: SQL) => branch(sql`${h.state} = 'open' and ${h.expiresAt} ${compared} (select ${clock})`)
  if (variant.security === "waiting") return open(sql`>`)
  return sql`${branch(sql`${h.state} in ('declined', 'canceled', 'expired')`)} union ${open(sql`<=`)}`
}
