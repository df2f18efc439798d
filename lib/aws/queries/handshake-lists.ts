import { type SQL, sql } from "drizzle-orm"
import { a, h, i, m, o, s } from "@/db/aliases"
import { asDate } from "@/db/rows"
import { accounts, handshakeSubjects, handshakes, memberships, organizations } from "@/db/schema"
import { type Given, statements } from "@/db/statement"
import {
  type ApiHandshake,
  type ApiKind,
  apiKinds,
  columns,
  isReadable,
  kindList,
  receivedBy,
  receivedKinds,
  withState,
} from "@/lib/aws/queries/handshakes"
import type { LoggedIn } from "@/lib/core/context"
import { fromReplica } from "@/lib/core/replicas/reading"
import { FETCHED, type Order, pageClauses, uuid } from "@/lib/lists/paging"

const LATEST: Order = [[sql`${h.id}`, uuid]]

interface PageRequest {
  /** Handshakes of one kind, or the approvals of one request; all when both are left out. */
  kind?: ApiKind
  parentId?: string
  /** The id with which the previous page ended. */
  after: string | null
  limit: number
}

interface Variant {
  kinds: readonly ApiKind[]
  ofParent: boolean
  follows: boolean
}
type Values = Given<"accountId" | "organizationId" | "parentId" | "after">

const selectReceived = statements((variant: Variant) => (given: Values, clock) => ({
  shape: { ...columns, now: asDate(clock) },
  text: (list) => {
    const ownNames = sql`select unnest(array[${a.number}, ${a.email}]) from ${accounts} ${a}
      where ${a.id} = ${given.accountId}`
    const addressed = sql`select ${s.handshakeId} from ${handshakeSubjects} ${s}
      where ${s.kind} in ${kindList(receivedKinds)} and ${s.subject} = any(array(${ownNames}))`
    return pageOf(
      list,
      sql`select * from ${handshakes} ${h} where ${h.id} = any(array(${addressed})) and ${receivedBy(given)}
        and ${h.kind} in ${kindList(variant.kinds)} and ${isWanted(variant, given, clock)}
        and ${variant.follows ? sql`${h.id} < ${given.after}` : sql`true`}
        order by ${h.id} desc limit ${FETCHED}`,
    )
  },
}))

const selectProposed = statements((variant: Variant) => (given: Values, clock) => ({
  shape: { ...columns, now: asDate(clock) },
  text: (list) => {
    const isOwner = sql`exists (select from ${memberships} ${m} where ${m.organizationId} = ${given.organizationId}
      and ${m.accountId} = ${given.accountId} and ${m.role} = 'super_admin')`
    const side = variant.follows ? "after" : null
    const position = { first: given.after, second: given.after }
    // One ordered scan for each kind; the protocol cannot name phone numbers.
    const branches = variant.kinds.map((kind) => {
      const within = [[h.organizationId, given.organizationId] as const, [h.kind, sql.raw(`'${kind}'`)] as const]
      const { where, order } = pageClauses({ within, order: LATEST }, { direction: "desc", side }, position)
      return sql`(select * from ${handshakes} ${h} where ${where} and ${h.subject} not like '+%'
        and ${isWanted(variant, given, clock)} order by ${order} limit ${FETCHED})`
    })
    const all = sql.join(branches, sql` union all `)
    return pageOf(list, sql`select * from (${all}) ${h} where ${isOwner} order by ${h.id} desc limit ${FETCHED}`)
  },
}))

/** What belongs to a page is looked up in one pass of each table, and not for every row. */
function pageOf(list: SQL, page: SQL): SQL {
  return sql`
    with page as materialized (${page}),
    theirs as materialized (select * from ${organizations} where id = any(array(select organization_id from page))),
    people as materialized (select * from ${accounts} where id = any(array(select initiator_id from page)))
    select ${list} from page ${h} join theirs ${o} on ${o.id} = ${h.organizationId}
      join people ${i} on ${i.id} = ${h.initiatorId}
     order by ${h.id} desc`
}

/** The approvals of a request have been written after it. */
function isWanted({ ofParent }: Variant, { parentId: parent }: Values, clock: SQL): SQL {
  return sql`${isReadable(clock)} and ${ofParent ? sql`${h.id} > ${parent}::uuid and ${h.terms} ->> 'parentId' = ${parent}::text` : sql`true`}`
}

/** The handshakes that the account has received, latest first. (R61) */
export async function listReceived(ctx: LoggedIn, request: PageRequest): Promise<ApiHandshake[]> {
  return listed(request, receivedKinds, (variant, values) => {
    const asked = { ...values, accountId: ctx.actor.accountId, organizationId: null }
    return fromReplica(ctx, (there) => selectReceived(variant)(there, asked))
  })
}

/** The handshakes that an organization has proposed, latest first; an empty list for all but its super admin. (R61) */
export async function listProposed(
  ctx: LoggedIn,
  { organizationId, ...request }: PageRequest & { organizationId: string | null },
): Promise<ApiHandshake[]> {
  return listed(request, apiKinds, (variant, values) => {
    const asked = { ...values, accountId: ctx.actor.accountId, organizationId }
    return fromReplica(ctx, (there) => selectProposed(variant)(there, asked))
  })
}

type Select = (
  variant: Variant,
  values: { parentId: string | null; after: string | null },
) => Promise<Parameters<typeof withState>[0]>

async function listed({ kind, parentId, after, limit }: PageRequest, all: readonly ApiKind[], select: Select) {
  const wanted = parentId ? "feature-approval" : kind
  const kinds = wanted ? all.filter((name) => name === wanted) : all
  if (kinds.length === 0) return []
  const variant = { kinds, ofParent: parentId !== undefined, follows: after !== null }
  const rows = await select(variant, { parentId: parentId ?? null, after })
  return withState(rows).slice(0, limit)
}
