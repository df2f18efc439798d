import { type SQL, sql } from "drizzle-orm"
import { h } from "@/db/aliases"
import type { InvitableRole } from "@/lib/shared/roles"
import type { Trouble } from "@/lib/shared/rows/delivery"
import { type State, type Status, statusOf } from "@/lib/shared/states"

/** Which records are wanted, as far as it is written out in the statement. */
export interface Narrowed {
  status?: Status
  /** Of those that wait only what soon expires. */
  soon: boolean
  role?: InvitableRole
  /** What went wrong with the letter; an index serves it alone. */
  trouble?: Trouble
}

/** A state, with the hours at which a status has it. */
export interface InState {
  name: State | null
  inTime: SQL
}

/** The states that a status has; `days` is how soon what is wanted expires. */
export function statesOf({ status, soon }: Narrowed, { days, clock }: { days: SQL; clock: SQL }): InState[] {
  const always = sql`true`
  if (!status) return [{ name: null, inTime: always }]
  // Read once, as a subquery: a clock that may move within a scan cannot be looked up in an index.
  const now = sql`(select ${clock})`
  if (status === "pending") {
    const inTime = sql`${h.expiresAt} > ${now}`
    const latest = sql`(select ${clock} + ${days}::int * interval '1 day')`
    return [{ name: "open", inTime: soon ? sql`${inTime} and ${h.expiresAt} <= ${latest}` : inTime }]
  }
  const [name = null] = (Object.keys(statusOf) as State[]).filter((name) => statusOf[name] === status)
  const overdue: InState = { name: "open", inTime: sql`${h.expiresAt} <= ${now}` }
  return [{ name, inTime: always }, ...(status === "expired" ? [overdue] : [])]
}

export function isIn({ name, inTime }: InState): SQL {
  return name ? sql`${h.state} = ${literal(name)} and ${inTime}` : inTime
}

/** Written out, so that the indexes of the rarer roles and of troubles serve. */
export function isAsked({ role, trouble }: Narrowed): SQL {
  if (trouble) return sql`${h.trouble} = ${literal(trouble)}`
  return role ? sql`${h.terms} ->> 'role' = ${literal(role)}` : sql`true`
}

/** Most invite to be a plain member: only the others have an index. */
export function isRare(role: InvitableRole | undefined): boolean {
  return role !== undefined && role !== "member"
}

export function literal(name: string): SQL {
  return sql.raw(`'${name}'`)
}
