import { sql } from "drizzle-orm"
import { z } from "zod"
import { m } from "@/db/aliases"
import type { Context, ReadableOrganizationId } from "@/lib/core/context"
import { refuse } from "@/lib/shared/refusals"
import type { MemberDetail, RoleChange } from "@/lib/shared/rows/members"
import type { Tag } from "@/lib/shared/rows/tags"
import { currentViolations } from "@/lib/tags/effective"
import { isOwnAccount } from "@/lib/tags/targets"

const CHANGED = "member.change-role"
/** Raises who accepts it, and makes a plain member of who proposed it. */
const PASSED_ON = "ownership-transfer.accept"
const HISTORY = 50

/**
 * Why an account is here: through which handshake, proposed and answered by whom, and in which roles since (R114).
 * With its tags, and why no policy would allow them today (R53). One statement, and one for the policies where it has
 * tags. Refuses `not_found` for an account that is no member, and for what is no account's id.
 */
export async function memberDetail(
  { db }: Context,
  organizationId: ReadableOrganizationId,
  accountId: string,
): Promise<MemberDetail> {
  if (!z.uuid().safeParse(accountId).success) refuse("not_found")
  const [row] = await db.execute<{ member: WireDetail; changes: WireChange[]; tags: Tag[] }>(sql`
    select json_build_object('accountId', a.id, 'name', a.name, 'number', a.number, 'email', a.email, 'phone', a.phone,
             'boundPhone', a.bound_phone, 'role', m.role, 'origin', m.origin, 'affiliated', m.affiliated, 'taggable', ${isOwnAccount(m)},
             'joinedAt', m.joined_at, 'entity', e.name, 'createdBy', (select c.name from audit u join accounts c on c.id = u.actor_id
               where m.origin = 'created' and u.organization_id = m.organization_id and u.action = 'account.create'
                 and u.target = a.id::text and u.refusal is null limit 1), 'handshake', case when h.id is not null then json_build_object(
               'id', h.id, 'proposedBy', i.name, 'proposedAt', h.proposed_at,
               'answeredBy', s.name, 'answeredAt', h.settled_at, 'role', h.terms ->> 'role') end) as member,
           coalesce((select json_agg(json_build_object('id', c.id, 'at', c.at, 'action', c.action, 'by', c.actor,
                'from', c.origin, 'to', c.role) order by c.id desc) from (
              select u.id, u.at, u.action, p.name as actor,
                     case when u.action = ${CHANGED} then u.detail ->> 'from'
                          when t.initiator_id = m.account_id then 'super_admin' end as origin,
                     case when u.action = ${CHANGED} then u.detail ->> 'role'
                          when t.initiator_id = m.account_id then 'member' else 'super_admin' end as role
                from audit u left join accounts p on p.id = u.actor_id left join handshakes t on t.id = u.handshake_id
               where u.organization_id = m.organization_id and u.refusal is null and u.at >= m.joined_at
                 and (u.action = ${CHANGED} and u.target = m.account_id::text
                   or u.action = ${PASSED_ON} and m.account_id in (t.initiator_id, t.recipient_id))
               order by u.id desc limit ${HISTORY}::int) c), '[]') as changes,
           coalesce((select json_agg(json_build_object('key', t.key, 'value', t.value) order by t.key collate "C") from tags t
              where t.organization_id = m.organization_id and t.account_id = m.account_id), '[]') as tags
      from memberships m join accounts a on a.id = m.account_id left join entities e on e.id = a.entity_id
      left join handshakes h on h.id = m.handshake_id left join accounts i on i.id = h.initiator_id
      left join accounts s on s.id = h.settled_by
     where m.organization_id = ${organizationId} and m.account_id = ${accountId}`)
  if (!row) refuse("not_found")
  const { handshake, joinedAt, ...member } = row.member
  const written = new Map(row.tags.length > 0 ? [[accountId, row.tags]] : [])
  const faults = (await currentViolations(db, organizationId, written)).get(accountId)
  return {
    ...member,
    joinedAt: new Date(joinedAt),
    handshake: handshake && {
      ...handshake,
      proposedAt: new Date(handshake.proposedAt),
      answeredAt: new Date(handshake.answeredAt),
    },
    changes: row.changes.map((change) => ({ ...change, at: new Date(change.at) })),
    tags: row.tags.map((tag) => ({ ...tag, fault: faults?.find(({ key }) => key === tag.key) ?? null })),
  }
}

type WireChange = Omit<RoleChange, "at"> & { at: string }
type WireDetail = Omit<MemberDetail, "joinedAt" | "handshake" | "changes" | "tags"> & {
  joinedAt: string
  handshake:
    | (Omit<NonNullable<MemberDetail["handshake"]>, "proposedAt" | "answeredAt"> &
        Record<"proposedAt" | "answeredAt", string>)
    | null
}
