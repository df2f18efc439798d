import { type SQL, sql } from "drizzle-orm"
import { z } from "zod"
import type { Context, ReadableOrganizationId } from "@/lib/core/context"
import { containing, type Keyset, type Page, pageClauses, pageOf } from "@/lib/core/paging"
import type { Handshake, TermsOf } from "@/lib/handshake"
import type { InvitableRole } from "@/lib/shared/roles"
import type { InvitationRecord } from "@/lib/shared/rows/invitations"
import { isPending, type State, type Status, stateAt, statusOf } from "@/lib/shared/states"

export interface RecordsQuery {
  search?: string
  status?: Status
  role?: InvitableRole
  sort?: "sent" | "contact"
  direction?: "asc" | "desc"
  cursor?: string
}

/** A page of invitation records, pending and past, in one statement (R14-R16). */
export async function listInvitations(
  { db, clock }: Context,
  organizationId: ReadableOrganizationId,
  { search, status, role, sort = "sent", direction = "desc", cursor }: RecordsQuery,
): Promise<Page<InvitationRecord>> {
  const id: Keyset["columns"][number] = [sql`h.id`, z.uuid()]
  const columns: Keyset["columns"] = sort === "contact" ? [[sql`h.subject`, z.string().regex(/^\P{Cc}*$/u)], id] : [id]
  const keyset = { columns, direction, cursor }
  const clauses = pageClauses(keyset)
  const wanted = sql`h.organization_id = ${organizationId} and h.kind = 'invitation' and ${clauses.where}
    ${search ? sql`and h.subject ilike ${containing(search)}` : sql``}
    ${role ? sql`and h.terms ->> 'role' = ${role}` : sql``}`
  // One ordered scan a branch: an index serves each, and a page stays as cheap at a million rows.
  const branches = branchesOf(status, clock).map(
    (branch) =>
      sql`(select * from handshakes h where ${wanted} and ${branch} order by ${clauses.order} limit ${clauses.limit})`,
  )
  const [found] = await db.execute<{
    now: string
    rows: WireRecord[]
    names: Record<string, string>
    admin: string
  }>(sql`
    with page as (
      select * from (${sql.join(branches, sql` union all `)}) h order by ${clauses.order} limit ${clauses.limit})
    select ${clock} as now,
      (select json_object_agg(a.id, a.name) from accounts a where a.id in (select initiator_id from page)) as names,
      (select account_id from memberships where organization_id = ${organizationId} and role = 'super_admin') as admin,
      (select json_agg(json_build_object('id', h.id, 'subject', h.subject, 'terms', h.terms, 'state', h.state,
         'proposedAt', h.proposed_at, 'sentAt', h.sent_at, 'expiresAt', h.expires_at, 'initiatorId', h.initiator_id,
         'generation', h.generation, 'delivery', h.delivery, 'failure', case when h.delivery = 'failed' then
           (select l.failure from letters l where l.handshake_id = h.id order by l.id desc limit 1) end))
       from page h) as rows`)
  const { rows, ...neighbours } = pageOf(found?.rows ?? [], keyset, ({ id, subject }) =>
    sort === "contact" ? [subject, id] : [id],
  )
  const now = new Date(found?.now ?? 0)
  return { ...neighbours, rows: rows.map((row) => recordOf(row, now, found?.names ?? {}, found?.admin)) }
}

function branchesOf(status: Status | undefined, clock: SQL): SQL[] {
  if (!status) return [sql`true`]
  // Read once, as a subquery: a clock that may move within a scan cannot be looked up in an index.
  if (status === "pending") return [sql`h.state = 'open' and h.expires_at > (select ${clock})`]
  const overdue = sql`h.state = 'open' and h.expires_at <= (select ${clock})`
  const [state] = (Object.keys(statusOf) as State[]).filter((name) => statusOf[name] === status)
  return status === "expired" ? [sql`h.state = 'expired'`, overdue] : [sql`h.state = ${state}`]
}

interface WireRecord extends Pick<Handshake, "id" | "subject" | "state" | "initiatorId" | "generation"> {
  terms: TermsOf<"invitation">
  proposedAt: string
  sentAt: string
  expiresAt: string
  delivery: InvitationRecord["delivery"]
  failure: string | null
}

function recordOf(row: WireRecord, now: Date, names: Record<string, string>, admin?: string): InvitationRecord {
  const expiresAt = new Date(row.expiresAt)
  const state = stateAt({ state: row.state, expiresAt }, now)
  return {
    id: row.id,
    contact: row.subject,
    affiliates: row.terms.affiliates ?? false,
    role: row.terms.role,
    note: row.terms.note,
    status: statusOf[state],
    proposedAt: new Date(row.proposedAt),
    sentAt: new Date(row.sentAt),
    expiresAt,
    inviter: names[row.initiatorId] ?? "",
    resent: row.generation > 1,
    delivery: row.delivery,
    failure: row.failure,
    needsApproval: isPending(state) && row.initiatorId !== admin,
  }
}
