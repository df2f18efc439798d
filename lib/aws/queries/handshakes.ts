import { type SQL, sql } from "drizzle-orm"
import type { LoggedIn } from "@/lib/core/context"
import type { KindName } from "@/lib/handshake"
import { refuse } from "@/lib/shared/refusals"
import { type State, stateAt } from "@/lib/shared/states"

/** How long programs can look at a handshake that has ended; the console shows it for ever. */
const READABLE_FOR = "30 days"

/** The kinds that have a name for programs (R57). */
export type ApiKind = Extract<KindName, "invitation" | "all-features" | "feature-approval">

/** A handshake as programs look at it, with its state as it reads now. */
export interface ApiHandshake {
  id: string
  kind: ApiKind
  state: State
  subject: string
  /** Of an invitation. */
  note: string | null
  /** The request to which an approval belongs. */
  parentId: string | null
  requestedAt: Date
  expiresAt: Date
  organization: { id: string; allFeatures: boolean }
  /** The management account at that time: who owns the organization later is no matter of whom it was sent to. */
  initiator: { number: string; email: string | null; name: string }
}

/** In which organization a program looks; none for an account that belongs to none. */
interface Within {
  organizationId: string | null
}

interface PageRequest {
  /** Handshakes of one kind, or the approvals of one request; all when both are left out. */
  kind?: ApiKind
  parentId?: string
  /** The id with which the page before ended. */
  after: string | null
  limit: number
}

/** One handshake that the account has got, or that its organization has proposed (R55, R61). Refuses `not_found` to all others. */
export async function describeHandshake(
  ctx: LoggedIn,
  { organizationId, id }: Within & { id: string },
): Promise<ApiHandshake> {
  const own = sql`(${proposedBy(ctx, organizationId)} or ${addressedTo(ctx)} or ${answeredBy(ctx)})`
  const [seen] = await handshakesWhere(ctx, sql`h.id = ${id}::uuid and ${own}`, 1)
  return seen ?? refuse("not_found", { facts: { what: "handshake" } })
}

/** The handshakes that the account has got, latest first (R61). */
export function listReceived(ctx: LoggedIn, asked: PageRequest): Promise<ApiHandshake[]> {
  return listed(ctx, addressedTo(ctx), asked)
}

/** The handshakes that an organization has proposed, latest first; none unless its super admin asks (R61). */
export function listProposed(
  ctx: LoggedIn,
  { organizationId, ...asked }: Within & PageRequest,
): Promise<ApiHandshake[]> {
  return listed(ctx, proposedBy(ctx, organizationId), asked)
}

function listed(ctx: LoggedIn, side: SQL, { kind, parentId, after, limit }: PageRequest) {
  const ofKind = kind ? sql`h.kind = ${kind}` : sql`true`
  const ofParent = parentId ? sql`h.kind = 'feature-approval' and h.terms ->> 'parentId' = ${parentId}` : sql`true`
  const further = after === null ? sql`true` : sql`h.id < ${after}::uuid`
  return handshakesWhere(ctx, sql`${side} and ${further} and ${ofKind} and ${ofParent}`, limit)
}

/** Whose organization has proposed it. Invitations of telephone numbers have no name in the protocol. */
function proposedBy({ actor }: LoggedIn, organizationId: string | null): SQL {
  return sql`(h.organization_id = (select organization_id from memberships
      where organization_id = ${organizationId} and account_id = ${actor.accountId} and role = 'super_admin')
    and h.kind in ('invitation', 'all-features', 'feature-approval') and h.subject not like '+%')`
}

/**
 * To whom it is addressed: by number, or by the e-mail address that the account has verified by now. What somebody has
 * answered is his, whoever has the address later.
 */
function addressedTo(ctx: LoggedIn): SQL {
  const { accountId } = ctx.actor
  return sql`(h.kind in ('invitation', 'feature-approval')
    and h.subject = any(array(select unnest(array[number, email]) from accounts where id = ${accountId}))
    and (h.state not in ('accepted', 'declined') or ${answeredBy(ctx)}))`
}

function answeredBy({ actor }: LoggedIn): SQL {
  return sql`(h.kind in ('invitation', 'feature-approval') and h.state in ('accepted', 'declined')
    and h.settled_by = ${actor.accountId})`
}

interface ApiHandshakeRow extends Record<string, unknown>, Omit<ApiHandshake, "requestedAt" | "expiresAt"> {
  requestedAt: string
  expiresAt: string
  now: string
}

async function handshakesWhere({ db, clock }: LoggedIn, where: SQL, limit: number): Promise<ApiHandshake[]> {
  const rows = await db.execute<ApiHandshakeRow>(sql`
    select h.id, h.kind, h.state, h.subject, h.terms ->> 'note' as note, h.terms ->> 'parentId' as "parentId",
           h.proposed_at::text as "requestedAt", h.expires_at::text as "expiresAt", (${clock})::text as now,
           json_build_object('id', o.id, 'allFeatures', o.all_features) as organization,
           json_build_object('number', i.number, 'email', i.email, 'name', i.name) as initiator
      from handshakes h join organizations o on o.id = h.organization_id join accounts i on i.id = h.initiator_id
     where ${where} and coalesce(h.settled_at, h.expires_at) > (select ${clock} - ${READABLE_FOR}::interval)
     order by h.id desc limit ${limit}::int`)
  return rows.map(({ now, ...row }) => {
    const dates = { requestedAt: new Date(row.requestedAt), expiresAt: new Date(row.expiresAt) }
    return { ...row, ...dates, state: stateAt({ state: row.state, expiresAt: dates.expiresAt }, new Date(now)) }
  })
}
