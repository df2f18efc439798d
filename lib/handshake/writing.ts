import { type SQL, sql } from "drizzle-orm"
import { h, l, o } from "@/db/aliases"
import { handshakeSubjects, handshakes, letters, limits, organizations } from "@/db/schema"
import { type Given, givenRows, refused, statement, statements } from "@/db/statement"
import { insertEntries } from "@/lib/audit/audit"
import { countAttempts, refundAttempts, withinLimits } from "@/lib/core/limits"
import { pendingStatesSql } from "@/lib/core/live"
import { admit, notAdmitted } from "@/lib/effects/admit"
import { reservesQuota } from "@/lib/handshake/kinds"
import { countedNoMore } from "@/lib/handshake/rate-limits"
import { insertLetters } from "@/lib/letters"

// What a verb of the machine writes, each in one statement, for any number of handshakes of one organization: the
// handshakes, the places that they take or give back, what counts against the limits, the entries of the audit, and the
// letters. Each refuses by itself, so that the commit can follow at once.

const PROPOSAL = "id uuid, subject text, recipient_id uuid, terms jsonb, lifetime_seconds int"
const CLAIM = "id uuid, generation int"
const SETTLED = `${CLAIM}, actor_id uuid`
const RENEWAL = `${CLAIM}, terms jsonb, lifetime_seconds int`
const reserving = sql.raw(`('${reservesQuota.join("', '")}')`)

/**
 * Writes proposals; gives until when each waits. The clock is read once, so that the lifetime is exact. Refuses with
 * `rate_reached`, and with `quota_reached` where there are not places for all.
 */
export const insertHandshakes = statements(
  ({ reserves, retires, many }: { reserves: boolean; retires: boolean; many: boolean }) =>
    (
      given: Given<
        "organizationId" | "kind" | "state" | "actorId" | "keyId" | "proposals" | "attempts" | "entries" | "letters"
      >,
      clock,
    ) => ({
      shape: { id: h.id, sentAt: h.sentAt, expiresAt: h.expiresAt },
      text: (columns) => sql`
        with t as materialized (select ${clock} as now), ${countAttempts(given.attempts, clock)},
        p as (select * from ${givenRows(given.proposals, PROPOSAL, many)}),
        retired as (${retires ? retire(sameSubjects(given), sql`t.now`) : sql`select where false`}),
        written as (
          insert into ${handshakes} (id, organization_id, kind, state, subject, initiator_id, recipient_id, terms, key_id,
            lifetime_seconds, proposed_at, sent_at, expires_at, delivery)
          select p.id, ${given.organizationId}, ${given.kind}, ${given.state}, p.subject, ${given.actorId}::uuid,
              p.recipient_id, p.terms, ${given.keyId}, p.lifetime_seconds, t.now, t.now,
              t.now + p.lifetime_seconds * interval '1 second', 'queued'
            from (select count(*) from retired) first, p, t returning id, sent_at, expires_at),
        named as (
          insert into ${handshakeSubjects} (organization_id, kind, subject, handshake_id)
          select ${given.organizationId}, ${given.kind}, p.subject, p.id from p),
        seated as (${reserves ? seats(sql`(select count(*) from p) - (select count(*) from retired)`, given) : sql`select`}),
        entries as (${insertEntries(given.entries, clock)}), letters as (${insertLetters(given.letters)})
        select ${columns} from written ${h} where ${withinLimits(clock, countedNoMore)}
          and (exists (select from seated) or ${refused("quota_reached")})`,
    }),
)

/** What gives its attempt back: nothing, what was sent again and is accepted, or what was never sent; it keeps no place. */
export type Refunded = "nothing" | "resent" | "unsent"

/** What a settlement does: a part that is not needed is left out of the statement. */
interface Settlement {
  /** What is accepted keeps the place that it has reserved. */
  keepsPlaces: boolean
  /** Who was asked becomes a member. */
  admits: boolean
  refunds: Refunded
  /** Somebody learns of it by letter. */
  tells: boolean
  many: boolean
}

/**
 * Settles these, each by its own actor. Refuses all with `expired` where one is not claimable, with
 * `initiator_not_entitled` where the initiator may not admit any more, and with `wrong_account` where another contact
 * than the invited one is theirs now.
 */
export const settleHandshakes = statements(
  ({ keepsPlaces, admits, refunds, tells, many }: Settlement) =>
    (given: Given<"organizationId" | "claims" | "state" | "reason" | "refunds" | "entries" | "letters">, clock) => ({
      shape: { settled: sql<boolean>`settled` },
      text: (columns) => sql`
        with claimed as (
          update ${handshakes} ${h} set state = ${given.state}, settled_at = ${clock}, settled_by = given.actor_id,
              reason = ${given.reason}
            from ${givenRows(given.claims, SETTLED, many)} where ${claimable(clock)} returning ${h}.*),
        ${keepsPlaces ? sql`` : freed(sql`claimed`, given)}
        ${admits ? sql`admitted as (${admit(sql`claimed`)}),` : sql``}
        ${refunds === "nothing" ? sql`` : sql`refunded as (${refund[refunds](given.refunds)}),`}
        ${tells ? sql`letters as (${insertLetters(given.letters)}),` : sql``}
        entries as (${insertEntries(given.entries, clock)})
        select ${columns} from (select ${allOf(sql`claimed`, given)}
          ${admits ? sql`and (${allAdmitted} or ${notAdmitted(sql`claimed`)})` : sql``} as settled) one`,
    }),
)

/**
 * Writes the next generation of each; gives since and until when it waits. Refuses with `rate_reached`, and all with
 * `expired` where one is not claimable.
 */
export const renewHandshakes = statements(
  ({ many }: { many: boolean }) =>
    (given: Given<"claims" | "keyId" | "actorId" | "attempts" | "entries" | "letters">, clock) => ({
      shape: {
        id: sql`renewed.id`.mapWith(h.id),
        sentAt: sql`renewed.sent_at`.mapWith(h.sentAt),
        expiresAt: sql`renewed.expires_at`.mapWith(h.expiresAt),
      },
      text: (columns) => sql`
      with ${countAttempts(given.attempts, clock)},
      renewed as (
        update ${handshakes} ${h} set generation = ${h.generation} + 1, key_id = ${given.keyId}, delivery = 'queued',
            delivery_at = null, delivery_reason = null, reminded_at = null, initiator_id = ${given.actorId}::uuid, sent_at = t.now, terms = coalesce(given.terms, ${h.terms}),
            lifetime_seconds = coalesce(given.lifetime_seconds, ${h.lifetimeSeconds}),
            expires_at = t.now + coalesce(given.lifetime_seconds, ${h.lifetimeSeconds}) * interval '1 second'
          from ${givenRows(given.claims, RENEWAL, many)}, (select ${clock} as now) t where ${claimable(clock)}
        returning ${h.id}, ${h.sentAt}, ${h.expiresAt}),
      entries as (${insertEntries(given.entries, clock)}), letters as (${insertLetters(given.letters)})
      select ${columns} from (select ${withinLimits(clock, countedNoMore)} and ${allOf(sql`renewed`, given)} as whole) one
        join renewed on whole`,
    }),
)

/** Retires the overdue handshakes of an organization that reserve places; gives them. */
export const retireOverdue = statement((given: Given<"organizationId">, clock) => ({
  shape: { id: h.id },
  text: (columns) => sql`
    with retired as (
      ${retire(sql`where ${h.organizationId} = ${given.organizationId} and ${h.kind} in ${reserving}`, clock)}),
    ${freed(sql`retired`, given)} done as (select)
    select ${columns} from retired ${h}`,
}))

/** What is about the same subjects as these proposals. */
function sameSubjects({ organizationId, kind }: Given<"organizationId" | "kind">): SQL {
  return sql`from p, t
    where ${h.organizationId} = ${organizationId} and ${h.kind} = ${kind} and ${h.subject} = p.subject`
}

/** Ends what is overdue among these. */
function retire(which: SQL, clock: SQL): SQL {
  return sql`update ${handshakes} ${h} set state = 'expired', settled_at = ${h.expiresAt} ${which}
    and ${h.state} in ${pendingStatesSql} and ${h.expiresAt} <= ${clock} returning ${h.id}, ${h.kind}`
}

/** Still pending, in time and of this generation, by a clock that is read after any wait for its lock. */
function claimable(clock: SQL): SQL {
  return sql`${h.id} = given.id and ${h.generation} = given.generation and ${h.expiresAt} > ${clock}
    and ${h.state} in ${pendingStatesSql}`
}

/** Whether all of these were claimed; else it is too late for all. */
function allOf(claimed: SQL, { claims }: Given<"claims">): SQL {
  return sql`((select count(*) from ${claimed}) = json_array_length(${claims}::text::json) or ${refused("expired")})`
}

/** Whether everybody whose answer was claimed was taken in. */
const allAdmitted = sql`(select count(*) from admitted) = (select count(*) from claimed)`

/**
 * Gives back the attempts of what was taken back before its letter can have reached anybody, after the places: who
 * proposes has locked the organization before it counts.
 */
function refundUnsent(refunds: SQL): SQL {
  const isSent = sql`select from ${letters} ${l} where ${l.handshakeId} = claimed.id and (${l.state} = 'sent' or ${l.perhapsTaken})`
  return sql`
    update ${limits} set count = greatest(limits.count - (
        select count(*) from claimed where claimed.sent_at >= limits.resets_at - given.seconds * interval '1 second'
           and not exists (${isSent}))::int, 0)
      from (select count(*) from freed) first, ${givenRows(refunds, "key text, seconds int")}
     where limits.key = given.key`
}

const refund = { resent: (refunds: SQL) => refundAttempts(refunds, false), unsent: refundUnsent }

/** Takes places, as many as there are; none where the quota has no room for them. */
function seats(places: SQL, { organizationId }: Given<"organizationId">): SQL {
  return sql`
    update ${organizations} ${o} set seats_taken = ${o.seatsTaken} + n.places from (select (${places})::int as places) n
     where ${o.id} = ${organizationId} and ${o.seatsTaken} + n.places <= ${o.quota} returning n.places`
}

/** Gives back the places that these had reserved, as a part of a statement. */
function freed(ended: SQL, { organizationId }: Given<"organizationId">): SQL {
  return sql`freed as (
    update ${organizations} ${o} set seats_taken = ${o.seatsTaken} - n.places
      from (select count(*)::int as places from ${ended} where kind in ${reserving}) n
     where ${o.id} = ${organizationId} and n.places > 0 returning n.places),`
}
