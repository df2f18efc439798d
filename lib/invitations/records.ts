import { type SQL, sql } from "drizzle-orm"
import { z } from "zod"
import { a, h, l, m } from "@/db/aliases"
import { accounts, handshakes, letters, memberships } from "@/db/schema"
import type { Context, ReadableOrganizationId } from "@/lib/core/context"
import { containing, type Keyset, type Page, pageClauses, pageOf } from "@/lib/core/paging"
import { asDate, jsonRows, queryRows, type RowOf } from "@/lib/core/rows"
import type { TermsOf } from "@/lib/handshake"
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

const contactText = z.string().regex(/^\P{Cc}*$/u)

const record = {
  id: h.id,
  contact: h.subject,
  terms: sql<TermsOf<"invitation">>`${h.terms}`,
  state: h.state,
  sentAt: h.sentAt,
  expiresAt: h.expiresAt,
  initiatorId: h.initiatorId,
  generation: h.generation,
  delivery: h.delivery,
  failure: sql<string | null>`case when ${h.delivery} = 'failed' then (select ${l.failure} from ${letters} ${l}
    where ${l.handshakeId} = ${h.id} order by ${l.id} desc limit 1) end`,
}

/** A page of invitation records, pending and past, in one statement. (R14-R16) */
export async function listInvitations(
  { db, clock }: Context,
  organizationId: ReadableOrganizationId,
  { search, status, role, sort = "sent", direction = "desc", cursor }: RecordsQuery,
): Promise<Page<InvitationRecord>> {
  const id: Keyset["columns"][number] = [sql`${h.id}`, z.uuid()]
  const columns: Keyset["columns"] = sort === "contact" ? [[sql`${h.subject}`, contactText], id] : [id]
  const keyset = { columns, direction, cursor }
  const { where, order, limit } = pageClauses(keyset)
  const wanted = sql`${h.organizationId} = ${organizationId} and ${h.kind} = 'invitation' and ${where}
    ${search ? sql`and ${h.subject} ilike ${containing(search)}` : sql``}
    ${role ? sql`and ${h.terms} ->> 'role' = ${role}` : sql``}`
  // One ordered scan a branch: an index serves each, and a page stays as cheap at a million rows.
  const branches = branchesOf(status, clock).map(
    (branch) => sql`(select * from ${handshakes} ${h} where ${wanted} and ${branch} order by ${order} limit ${limit})`,
  )
  const shape = {
    now: asDate(clock),
    records: jsonRows(record, sql`from page ${h}`),
    names: sql<Record<string, string> | null>`(select json_object_agg(${a.id}, ${a.name}) from ${accounts} ${a}
      where ${a.id} in (select initiator_id from page))`,
    admin: sql<string | null>`(select ${m.accountId} from ${memberships} ${m}
      where ${m.organizationId} = ${organizationId} and ${m.role} = 'super_admin')`,
  }
  const [row] = await queryRows(
    db,
    shape,
    (selected) => sql`
      with page as (select * from (${sql.join(branches, sql` union all `)}) ${h} order by ${order} limit ${limit})
      select ${selected}`,
  )
  if (!row) throw new Error("A statement without a table gave no row")
  const page = pageOf(row.records, keyset, ({ contact, id }) => (sort === "contact" ? [contact, id] : [id]))
  return { ...page, rows: page.rows.map((record) => recordOf(record, row)) }
}

function branchesOf(status: Status | undefined, clock: SQL): SQL[] {
  if (!status) return [sql`true`]
  // Read once, as a subquery: a clock that may move within a scan cannot be looked up in an index.
  if (status === "pending") return [sql`${h.state} = 'open' and ${h.expiresAt} > (select ${clock})`]
  const overdue = sql`${h.state} = 'open' and ${h.expiresAt} <= (select ${clock})`
  const [state] = (Object.keys(statusOf) as State[]).filter((name) => statusOf[name] === status)
  return status === "expired" ? [sql`${h.state} = 'expired'`, overdue] : [sql`${h.state} = ${state}`]
}

/** What a page of records shares. */
interface Shared {
  now: Date
  names: Record<string, string> | null
  admin: string | null
}

function recordOf(row: RowOf<typeof record>, { now, names, admin }: Shared): InvitationRecord {
  const { terms, initiatorId, generation, state, ...columns } = row
  const present = stateAt({ state, expiresAt: row.expiresAt }, now)
  return {
    ...columns,
    affiliates: terms.affiliates ?? false,
    role: terms.role,
    note: terms.note,
    status: statusOf[present],
    inviter: names?.[initiatorId] ?? "",
    resent: generation > 1,
    needsApproval: isPending(present) && initiatorId !== admin,
  }
}
