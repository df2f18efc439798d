import { type SQL, sql } from "drizzle-orm"
import { a, h, i, m, o } from "@/db/aliases"
import { asDate, type RowOf } from "@/db/rows"
import { accounts, handshakes, memberships, organizations } from "@/db/schema"
import { type Given, statement } from "@/db/statement"
import type { LoggedIn } from "@/lib/core/context"
import type { KindName } from "@/lib/handshake"
import { refuse } from "@/lib/shared/refusals"
import { stateAt } from "@/lib/shared/states"

/** How long API clients can read a handshake that has ended; the console shows it for ever. */
const READABLE_FOR = "30 days"

/** The kinds that accounts receive. */
export const receivedKinds = ["invitation", "feature-approval"] as const satisfies readonly KindName[]
/** The kinds that API clients can read. */
export const apiKinds = [...receivedKinds, "all-features"] as const
export type ApiKind = (typeof apiKinds)[number]

export const columns = {
  id: h.id,
  kind: sql<ApiKind>`${h.kind}`,
  state: h.state,
  subject: h.subject,
  /** The note of an invitation. */
  note: sql<string | null>`${h.terms} ->> 'note'`,
  /** The request to which an approval belongs. */
  parentId: sql<string | null>`${h.terms} ->> 'parentId'`,
  requestedAt: h.proposedAt,
  expiresAt: h.expiresAt,
  organization: { id: o.id, allFeatures: o.allFeatures },
  /** The management account at that time. */
  initiator: { number: i.number, email: i.email, name: i.name },
}

/** A handshake as API clients see it, with its present state. */
export type ApiHandshake = ReturnType<typeof withState>[number]

interface Scope {
  /** The organization of the API client; null for an account outside any. */
  organizationId: string | null
}

/** One handshake that the account has received, or its organization has proposed. Refuses `not_found`. (R55, R61) */
export async function describeHandshake(
  ctx: LoggedIn,
  { organizationId, id }: Scope & { id: string },
): Promise<ApiHandshake> {
  const rows = await handshakeCalled(ctx, { id, organizationId, accountId: ctx.actor.accountId })
  return withState(rows)[0] ?? refuse("not_found", { facts: { what: "handshake" } })
}

const handshakeCalled = statement((given: Given<"id" | "organizationId" | "accountId">, clock) => ({
  shape: { ...columns, now: asDate(clock) },
  text: (list) => sql`
    select ${list} from ${handshakes} ${h}
      join ${organizations} ${o} on ${o.id} = ${h.organizationId}
      join ${accounts} ${i} on ${i.id} = ${h.initiatorId}
     where ${h.id} = ${given.id} and ${isReadable(clock)}
       and (${proposedBy(given)} or ${receivedBy(given)} or ${answeredBy(given)})`,
}))

/** The account that asks; a value, or the place of one in a statement. */
interface Asking {
  accountId: SQL | string
}

/** Whether the super admin's organization has proposed it, except to phone numbers, which the protocol cannot name. */
function proposedBy({ accountId, organizationId }: Asking & { organizationId: SQL | string | null }): SQL {
  return sql`(${h.organizationId} = (select ${m.organizationId} from ${memberships} ${m}
      where ${m.organizationId} = ${organizationId} and ${m.accountId} = ${accountId}
        and ${m.role} = 'super_admin')
    and ${h.kind} in ${kindList(apiKinds)} and ${h.subject} not like '+%')`
}

/**
 * Whether it is addressed to the account: by number, or by the e-mail address that the account has verified by now. An
 * answered handshake stays with the account that answered, even if another account has the address later.
 */
export function receivedBy(asking: Asking): SQL {
  const ownNames = sql`select unnest(array[${a.number}, ${a.email}]) from ${accounts} ${a}
    where ${a.id} = ${asking.accountId}`
  return sql`(${h.kind} in ${kindList(receivedKinds)} and ${h.subject} = any(array(${ownNames}))
    and (${h.state} not in ('accepted', 'declined') or ${answeredBy(asking)}))`
}

function answeredBy({ accountId }: Asking): SQL {
  return sql`(${h.kind} in ${kindList(receivedKinds)} and ${h.state} in ('accepted', 'declined')
    and ${h.settledBy} = ${accountId})`
}

/** The kinds as literals, so that the partial index on them serves. */
export function kindList(kinds: readonly ApiKind[]): SQL {
  return sql.raw(`('${kinds.join("', '")}')`)
}

/** Whether API clients may still read it. */
export function isReadable(clock: SQL): SQL {
  return sql`coalesce(${h.settledAt}, ${h.expiresAt}) > (select ${clock} - ${READABLE_FOR}::interval)`
}

type Row = RowOf<typeof columns> & { now: Date }

export function withState(rows: Row[]) {
  return rows.flatMap(({ now, organization, initiator, ...row }) =>
    organization && initiator ? [{ ...row, organization, initiator, state: stateAt(row, now) }] : [],
  )
}
