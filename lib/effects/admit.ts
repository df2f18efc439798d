import { type SQL, sql } from "drizzle-orm"
import { a, h, m, o } from "@/db/aliases"
import { accounts, memberships, organizations } from "@/db/schema"
import { refused } from "@/db/statement"

/**
 * Takes whoever accepted an invitation in, while its initiator may invite and the organization may have them: an
 * insertion from these settled handshakes, as a part of a statement, which looks up by its key what belongs to each. A
 * person takes the place that the invitation has reserved. An account that is a member already keeps its role, belongs
 * to the enterprise from then on, and needs no second place: it is not `added`.
 */
export function admit(accepted: SQL, affiliates = false): SQL {
  return sql`
    insert into ${memberships} (organization_id, account_id, role, origin, handshake_id, affiliated, joined_at)
    select ${o.id}, ${a.id}, ${h.terms} ->> 'role', 'invitation', ${h.id}, ${sql.raw(String(affiliates))}, ${h.settledAt}
      from ${accepted} ${h}
      cross join lateral (select * from ${organizations} where id = ${h.organizationId} limit 1) ${o}
      cross join lateral (select role from ${memberships}
        where organization_id = ${h.organizationId} and account_id = ${h.initiatorId} limit 1) ${m}
      cross join lateral (select * from ${accounts} where id = ${h.settledBy} limit 1) ${a}
     where ${o.entityId} is not null and ${m.role} = 'super_admin' and ${a.seller} = ${o.seller}
       and ${h.subject} in (${a.email}, ${a.phone}, ${a.number}) and (${hasPlace(affiliates)})
    ${affiliates ? sql`on conflict (organization_id, account_id) do update set affiliated = true` : sql``}
    returning account_id, xmax = 0 as added`
}

/** Refuses who was not taken in: somebody whose contact is another one meanwhile, or whom the initiator may not admit. */
export function notAdmitted(accepted: SQL): SQL {
  return sql`case when exists (
      select from ${accepted} ${h} join ${accounts} ${a} on ${a.id} = ${h.settledBy}
       where ${h.subject} in (${a.email}, ${a.phone}, ${a.number}))
    then ${refused("initiator_not_entitled")} else ${refused("wrong_account")} end`
}

/** A place was reserved, and counts unless the quota was lowered since: then the first answers get what is left. */
function hasPlace(affiliates: boolean): SQL {
  const members = sql`from ${memberships} member where member.organization_id = ${o.id}`
  const present = affiliates ? sql`or exists (select ${members} and member.account_id = ${a.id})` : sql``
  return sql`${o.seatsTaken} <= ${o.quota} or (select count(*) ${members}) < ${o.quota} ${present}`
}
