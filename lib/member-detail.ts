import { sql } from "drizzle-orm"
import type { Context } from "./context"
import { refuse } from "./errors"
import type { MemberDetail, RoleChange } from "./rows"
import type { InView } from "./sessions"

/** The audit's actions that tell in which role somebody stands here. */
const ROLE_CHANGES = ["member.change-role", "ownership-transfer.accept"]
const HISTORY = 50

/**
 * Why an account is here: through which handshake, proposed and answered by whom, and in which roles since (R114).
 * One statement. Refuses `not_found` for an account that is no member.
 */
export async function memberDetail({ db }: Context, organizationId: InView, accountId: string): Promise<MemberDetail> {
  const [row] = await db.execute<{ member: WireDetail; changes: WireChange[] }>(sql`
    select json_build_object('accountId', a.id, 'name', a.name, 'number', a.number, 'email', a.email, 'phone', a.phone,
             'boundPhone', a.bound_phone, 'role', m.role, 'origin', m.origin, 'affiliated', m.affiliated,
             'joinedAt', m.joined_at, 'entity', e.name, 'handshake', case when h.id is not null then json_build_object(
               'id', h.id, 'kind', h.kind, 'proposedBy', i.name, 'proposedAt', h.proposed_at,
               'answeredBy', s.name, 'answeredAt', h.settled_at, 'role', h.terms ->> 'role') end) as member,
           coalesce((select json_agg(json_build_object('id', c.id, 'at', c.at, 'action', c.action, 'by', c.actor,
                'from', c.detail ->> 'from', 'to', c.detail ->> 'role') order by c.id desc) from (
              select u.id, u.at, u.action, u.detail, p.name as actor from audit u left join accounts p on p.id = u.actor_id
               where u.organization_id = m.organization_id and u.target = m.account_id::text and u.refusal is null
                 and u.action = any(${sql.param(ROLE_CHANGES)}::text[]) order by u.id desc limit ${HISTORY}::int) c), '[]') as changes
      from memberships m join accounts a on a.id = m.account_id left join entities e on e.id = a.entity_id
      left join handshakes h on h.id = m.handshake_id left join accounts i on i.id = h.initiator_id
      left join accounts s on s.id = h.settled_by
     where m.organization_id = ${organizationId} and m.account_id = ${accountId}`)
  if (!row) refuse("not_found")
  const { handshake, joinedAt, ...member } = row.member
  return {
    ...member,
    joinedAt: new Date(joinedAt),
    handshake: handshake && {
      ...handshake,
      proposedAt: new Date(handshake.proposedAt),
      answeredAt: new Date(handshake.answeredAt),
    },
    changes: row.changes.map((change) => ({ ...change, at: new Date(change.at) })),
  }
}

type WireChange = Omit<RoleChange, "at"> & { at: string }
type WireDetail = Omit<MemberDetail, "joinedAt" | "handshake" | "changes"> & {
  joinedAt: string
  handshake:
    | (Omit<NonNullable<MemberDetail["handshake"]>, "proposedAt" | "answeredAt"> &
        Record<"proposedAt" | "answeredAt", string>)
    | null
}
