import { sql } from "drizzle-orm"
import { alias } from "drizzle-orm/pg-core"
import { z } from "zod"
import { a, e, h, m, u } from "@/db/aliases"
import { asDate, jsonObjectOrNull, jsonRows, queryRows } from "@/db/rows"
import { accounts, audit, entities, handshakes, memberships, tags } from "@/db/schema"
import type { Context, ReadableOrganizationId } from "@/lib/core/context"
import { refuse } from "@/lib/shared/refusals"
import type { MemberDetail } from "@/lib/shared/rows/members"
import { currentViolations } from "@/lib/tags/effective"
import { byKey, t, tag } from "@/lib/tags/rows"
import { isOwnAccount } from "@/lib/tags/targets"

const CHANGED = "member.change-role"
/** Raises the account that accepts it, and makes a plain member of the one that proposed it. */
const TRANSFERRED = "ownership-transfer.accept"
const HISTORY = 50

const creator = alias(accounts, "creator")
const proposer = alias(accounts, "proposer")
const answerer = alias(accounts, "answerer")
const actor = alias(accounts, "actor")
const transfer = alias(handshakes, "transfer")

const createdBy = sql<string | null>`(
  select ${creator.name} from ${audit} ${u} join ${accounts} ${creator} on ${creator.id} = ${u.actorId}
   where ${m.origin} = 'created' and ${u.organizationId} = ${m.organizationId} and ${u.action} = 'account.create'
     and ${u.target} = ${a.id}::text and ${u.refusal} is null limit 1)`

const handshake = {
  id: h.id,
  subject: h.subject,
  proposedBy: proposer.name,
  proposedAt: h.proposedAt,
  answeredBy: answerer.name,
  answeredAt: asDate(sql`${h.settledAt}`),
  role: sql<string | null>`${h.terms} ->> 'role'`,
}

const hasProposed = sql`${transfer.initiatorId} = ${m.accountId}`
const roleChange = {
  id: u.id,
  at: u.at,
  action: u.action,
  by: sql<string | null>`${actor.name}`,
  from: sql<string | null>`case when ${u.action} = ${CHANGED} then ${u.detail} ->> 'from'
    when ${hasProposed} then 'super_admin' end`,
  to: sql<string | null>`case when ${u.action} = ${CHANGED} then ${u.detail} ->> 'role'
    when ${hasProposed} then 'member' else 'super_admin' end`,
}
const ofMember = sql`(${u.action} = ${CHANGED} and ${u.target} = ${m.accountId}::text
  or ${u.action} = ${TRANSFERRED} and ${m.accountId} in (${transfer.initiatorId}, ${transfer.recipientId}))`
const changes = sql`
  from ${audit} ${u} left join ${accounts} ${actor} on ${actor.id} = ${u.actorId}
  left join ${handshakes} ${transfer} on ${transfer.id} = ${u.handshakeId}
 where ${u.organizationId} = ${m.organizationId} and ${u.refusal} is null and ${u.at} >= ${m.joinedAt} and ${ofMember}
 order by ${u.id} desc limit ${HISTORY}::int`

const ownTags = sql`from ${tags} ${t}
  where ${t.organizationId} = ${m.organizationId} and ${t.accountId} = ${m.accountId} order by ${byKey}`

const member = {
  accountId: a.id,
  name: a.name,
  number: a.number,
  email: a.email,
  phone: a.phone,
  boundPhone: a.boundPhone,
  role: m.role,
  origin: m.origin,
  affiliated: m.affiliated,
  taggable: isOwnAccount(m),
  joinedAt: m.joinedAt,
  lastActiveAt: m.lastActiveAt,
  entity: sql<string | null>`${e.name}`,
  createdBy,
  handshake: jsonObjectOrNull(handshake, sql`${h.id} is not null`),
  changes: jsonRows(roleChange, changes),
  tags: jsonRows(tag, ownTags),
}

/**
 * Why an account is a member: through which handshake, proposed and answered by whom, and in which roles since; with
 * its tags, and why no policy would allow them today. One statement, and one for the policies where it has tags.
 * Refuses `not_found` for an account that is no member, and for what is no account's id. (R53, R114)
 */
export async function memberDetail(
  { db }: Context,
  organizationId: ReadableOrganizationId,
  accountId: string,
): Promise<MemberDetail> {
  if (!z.uuid().safeParse(accountId).success) refuse("not_found")
  const [row] = await queryRows(
    db,
    member,
    (columns) => sql`
      select ${columns} from ${memberships} ${m}
        join ${accounts} ${a} on ${a.id} = ${m.accountId}
        left join ${entities} ${e} on ${e.id} = ${a.entityId}
        left join ${handshakes} ${h} on ${h.id} = ${m.handshakeId}
        left join ${accounts} ${proposer} on ${proposer.id} = ${h.initiatorId}
        left join ${accounts} ${answerer} on ${answerer.id} = ${h.settledBy}
       where ${m.organizationId} = ${organizationId} and ${m.accountId} = ${accountId}`,
  )
  if (!row) refuse("not_found")
  const tagged = new Map(row.tags.length > 0 ? [[accountId, row.tags]] : [])
  const violations = (await currentViolations(db, organizationId, tagged)).get(accountId)
  const faultOf = (key: string) => violations?.find((violation) => violation.key === key) ?? null
  return { ...row, tags: row.tags.map((tag) => ({ ...tag, fault: faultOf(tag.key) })) }
}
