import { type SQL, sql } from "drizzle-orm"
import { askToProve, mustBeContact } from "./accounts"
import { record } from "./audit"
import { contactOf, masked } from "./contacts"
import type { Context, SignedIn } from "./context"
import { type RefusalCode, refuse } from "./errors"
import type { Input } from "./forms"
import { type Handshake, linkOf, propose, type Reading, read } from "./handshake"
import { isPending, type State, type Status, stateAt, statusOf } from "./handshake/machine"
import { post, requeueFailed } from "./letters"
import { spend } from "./limits"
import { containing, type Keyset, type Page, pageClauses, pageOf } from "./paging"
import { can, type InvitableRole, type Locale } from "./roles"
import type { InView } from "./sessions"
import { transact } from "./transaction"

interface Terms {
  role: InvitableRole
  note: string
}

/** Invites a person by e-mail or phone; gives the link, for the inviter to copy (R1-R12, R35). */
export async function inviteMember(ctx: SignedIn, { organizationId, contact, role, note }: Input<"invite">) {
  const { address } = mustBeContact(contact)
  const proposed = await propose(ctx, "invitation", { organizationId, subject: address, terms: { role, note } })
  return { id: proposed.id, contact: address, link: linkOf(proposed) }
}

/** The present link of a pending invitation, for one who may invite. */
export async function invitationLink(ctx: SignedIn, { id }: Input<"invitation">): Promise<string> {
  const { handshake } = await mustManage(ctx, id)
  if (!isPending(handshake.state)) refuse("already_answered")
  return linkOf(handshake)
}

/** Puts the letter of an invitation that could not be delivered back in the queue; the link stays the same. */
export async function retryDelivery(ctx: SignedIn, { id }: Input<"invitation">) {
  const { handshake } = await mustManage(ctx, id)
  if (!isPending(handshake.state)) refuse("already_answered")
  await transact(ctx, async (tx) => {
    if (!(await requeueFailed(tx, id, ctx.clock))) refuse("already_answered")
    await record(tx, ctx, {
      organizationId: handshake.organizationId,
      action: "invitation.retry",
      target: handshake.subject,
      handshakeId: id,
    })
  })
}

async function mustManage(ctx: SignedIn, id: string): Promise<Reading> {
  const found = await read(ctx, { id })
  const role = found?.scene.party?.role
  if (found?.handshake.kind !== "invitation" || !role) refuse("not_found")
  if (!can(role, "members.invite")) refuse("forbidden")
  return found
}

/** What the page behind a link shows: one of these and nothing else (R20-R29). */
export type InvitationView =
  | { state: "invalid" }
  | { state: "revoked" | "expired"; organization: string }
  | { state: "accepted"; organization: string; organizationId: string | null }
  | { state: "rejected"; organization: string }
  | ({ state: "info"; signedIn: boolean } & Details)
  | ({ state: "mismatch"; account: { name: string; contact: string } } & Details)
  | ({ state: "unproved" } & Details)
  | ({ state: "blocked"; code: RefusalCode } & Details)

interface Details {
  organization: string
  inviter: string
  role: InvitableRole
  /** Only for the person whom the invitation addresses. */
  note: string
  /** Enough of the invited contact to recognize one's own. */
  contact: string
  expiresAt: Date
}

/**
 * Reads an invitation by its link. Unknown, revoked and expired are one answer to a stranger; the addressed
 * person is told which. Changes nothing.
 */
export async function viewInvitation(ctx: Context, token: string): Promise<InvitationView> {
  const reading = await read(ctx, { token })
  if (reading?.handshake.kind !== "invitation") return { state: "invalid" }
  const { handshake, scene, obstacle, addressed } = reading
  const organization = scene.organization.name
  if (handshake.state === "accepted") {
    return { state: "accepted", organization, organizationId: addressed ? scene.organization.id : null }
  }
  if (handshake.state === "declined") return { state: "rejected", organization }
  if (!isPending(handshake.state)) {
    const state = handshake.state === "canceled" ? "revoked" : "expired"
    return addressed ? { state, organization } : { state: "invalid" }
  }
  const details = detailsOf(reading)
  if (!scene.party || !obstacle) return { state: "info", signedIn: scene.party != null, ...details }
  if (obstacle === "contact_not_proved") return { state: "unproved", ...details }
  if (obstacle !== "wrong_account") return { state: "blocked", code: obstacle, ...details }
  const { name, email, phone } = scene.party
  return { state: "mismatch", account: { name, contact: email ?? phone ?? "" }, ...details }
}

function detailsOf({ handshake, scene, addressed }: Reading): Details {
  const { role, note } = handshake.terms as Terms
  return {
    organization: scene.organization.name,
    inviter: scene.proposer.name,
    role,
    note: addressed ? note : "",
    contact: masked(handshake.subject),
    expiresAt: handshake.expiresAt,
  }
}

/** Sends the code that proves the invited contact, to that contact alone (R34). */
export async function proveInvited(ctx: SignedIn, { token }: Input<"letter">, locale: Locale): Promise<string> {
  const found = await read(ctx, { token })
  if (!found) refuse("link_invalid")
  if (found.obstacle && found.obstacle !== "contact_not_proved") refuse(found.obstacle)
  return askToProve(ctx, contactOf(found.handshake.subject), locale)
}

/** Tells the super admin that the invited person wants a new link in place of one that is dead. */
export async function askForNewLink(ctx: SignedIn, { token }: Input<"letter">) {
  const found = await read(ctx, { token })
  if (!found?.addressed) refuse("link_invalid")
  const { handshake, scene } = found
  if (handshake.state !== "expired" && handshake.state !== "canceled") refuse("already_answered")
  await transact(ctx, async (tx) => {
    await spend(tx, ctx, [["newLinkWanted", handshake.id]])
    const [admin] = await tx.execute<{ contact: string; locale: Locale }>(sql`
      select coalesce(a.email, a.phone) as contact, a.locale from memberships m join accounts a on a.id = m.account_id
       where m.organization_id = ${handshake.organizationId} and m.role = 'super_admin'`)
    if (!admin?.contact) refuse("not_found")
    await post(tx, {
      template: "new-link-wanted",
      to: contactOf(admin.contact),
      locale: admin.locale,
      words: {
        organization: scene.organization.name,
        organizationId: handshake.organizationId,
        contact: handshake.subject,
      },
    })
    await record(tx, ctx, {
      organizationId: handshake.organizationId,
      action: "invitation.want-new-link",
      target: handshake.subject,
      handshakeId: handshake.id,
    })
  })
}

export interface InvitationRecord {
  id: string
  contact: string
  role: InvitableRole
  note: string
  status: Status
  proposedAt: Date
  sentAt: Date
  expiresAt: Date
  inviter: string
  resent: boolean
  delivery: "queued" | "sent" | "failed" | null
  failure: string | null
  /** Its inviter is no super admin any more; resending re-approves it. */
  needsApproval: boolean
}

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
  organizationId: InView,
  { search, status, role, sort = "sent", direction = "desc", cursor }: RecordsQuery,
): Promise<Page<InvitationRecord>> {
  const columns = sort === "contact" ? [sql`h.subject`, sql`h.id`] : [sql`h.id`]
  const clauses = pageClauses({ columns, direction, cursor } satisfies Keyset)
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
  const { rows, ...neighbours } = pageOf(found?.rows ?? [], cursor, ({ id, subject }) =>
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
  terms: Terms
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
