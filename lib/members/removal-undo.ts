import { and, desc, eq, inArray, isNull, sql } from "drizzle-orm"
import { a, h, o, u } from "@/db/aliases"
import type { Queries } from "@/db/client"
import { accounts, memberships, organizations } from "@/db/schema"
import { record } from "@/lib/audit/audit"
import { change } from "@/lib/audit/change"
import type { LoggedIn } from "@/lib/core/context"
import { isLive } from "@/lib/core/live"
import { lockAccount } from "@/lib/core/locks"
import { pipelined } from "@/lib/core/transaction"
import { releaseExpired } from "@/lib/handshake"
import type { Input } from "@/lib/shared/forms"
import { refuse } from "@/lib/shared/refusals"
import type { Role } from "@/lib/shared/roles"
import type { AuditDetails, Membership } from "@/lib/shared/rows/audit"

/** For how long a removal can be undone, by the database's clock. */
const UNDONE_WITHIN = "60 seconds"
const ACTION = "member.undo-removal"
/** What may have become of a membership since. */
const ENDINGS = ["member.remove", "member.leave", ACTION]

/**
 * Takes a member back whom the acting account has just removed, as they were: role, origin and what belongs to their
 * account. Refuses `already_member`, `not_certified`, `other_seller`, `quota_reached` and `already_affiliated` as an
 * invitation would, and `not_undoable` later, after somebody else's removal, where handshakes ended with the membership,
 * and of an account that has been invited again.
 */
export function undoRemoval(ctx: LoggedIn, { organizationId, accountId }: Input<"removeMember">): Promise<void> {
  const attempted = { organizationId, action: ACTION, target: accountId, permission: "members.manage" } as const
  return change(ctx, attempted, async (tx, entry) => {
    await lockAccount(tx, accountId)
    const former = await lastRemoval({ ...ctx, db: tx }, { organizationId, accountId })
    if (!former) refuse("not_undoable")
    const back = { organizationId, accountId, former }
    await mustBeWelcome({ ...ctx, db: tx }, back)
    const inFreePlace = await takeBack(tx, back)
    const inFreedPlace =
      !inFreePlace && (await releaseExpired({ ...ctx, db: tx }, organizationId)) > 0 && (await takeBack(tx, back))
    if (!inFreePlace && !inFreedPlace) refuse("quota_reached")
    await record(tx, ctx, { ...entry, detail: { role: former.from } })
  })
}

type Member = Input<"removeMember">

interface Former {
  from: Role
  was: Membership
}

/** What the audit keeps of the removal, where that is the last that happened to the membership. */
async function lastRemoval(
  { db, clock, actor }: LoggedIn,
  { organizationId, accountId }: Member,
): Promise<Former | null> {
  const [last] = await db
    .select({ action: u.action, actorId: u.actorId, detail: sql<AuditDetails["member.remove"]>`${u.detail}` })
    .from(u)
    .where(
      and(
        eq(u.organizationId, organizationId),
        eq(u.target, accountId),
        inArray(u.action, ENDINGS),
        isNull(u.refusal),
        sql`${u.at} > ${clock} - ${UNDONE_WITHIN}::interval`,
      ),
    )
    .orderBy(desc(u.at), desc(u.id))
    .limit(1)
  const own = last?.action === "member.remove" && last.actorId === actor.accountId
  return own && last.detail.was ? { from: last.detail.from, was: last.detail.was } : null
}

interface Back extends Member {
  former: Former
}

/** Refuses whom the organization cannot have, or has already asked in another way. */
async function mustBeWelcome({ db, clock }: LoggedIn, { organizationId, accountId, former }: Back) {
  const [[standing], invited] = await pipelined(
    () =>
      db
        .select({
          certified: sql<boolean>`${o.entityId} is not null`,
          sameSeller: sql<boolean>`${o.seller} = ${a.seller}`,
          verified: sql<boolean>`${a.entityId} is not null`,
        })
        .from(o)
        .innerJoin(a, eq(a.id, accountId))
        .where(eq(o.id, organizationId)),
    () =>
      db
        .select({ id: h.id })
        .from(h)
        .innerJoin(a, eq(a.id, accountId))
        .where(
          and(
            eq(h.organizationId, organizationId),
            inArray(h.kind, ["invitation", "join-request"]),
            sql`(${h.subject} in (${a.email}, ${a.phone}, ${a.number}) or ${h.initiatorId} = ${a.id})`,
            isLive(h, clock),
          ),
        )
        .limit(1),
  )
  if (!standing?.certified) refuse("not_certified")
  if (!standing.sameSeller) refuse("other_seller")
  if (former.was.affiliated && standing.verified) refuse("already_affiliated")
  if (invited.length > 0) refuse("not_undoable")
}

/** False without a place. Where the account belonged to the enterprise, it has its entity again. */
async function takeBack(tx: Queries, { organizationId, accountId, former: { from, was } }: Back): Promise<boolean> {
  const { origin, handshakeId, affiliated, joinedAt } = was
  const back = await tx.execute(sql`
    with seated as (
      update ${organizations} ${o} set seats_taken = ${o.seatsTaken} + 1
       where ${o.id} = ${organizationId} and ${o.seatsTaken} < ${o.quota} returning ${o.id}, ${o.entityId}),
    verified as (
      update ${accounts} ${a} set entity_id = seated.entity_id from seated
       where ${a.id} = ${accountId} and ${affiliated} and ${a.entityId} is null)
    insert into ${memberships} (organization_id, account_id, role, origin, handshake_id, affiliated, joined_at)
    select seated.id, ${accountId}, ${from}, ${origin}, ${handshakeId}::uuid, ${affiliated}, ${joinedAt}::timestamptz
      from seated returning 1`)
  return back.length === 1
}
