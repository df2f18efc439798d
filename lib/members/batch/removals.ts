import { type SQL, sql } from "drizzle-orm"
import { h } from "@/db/aliases"
import { accounts, handshakes } from "@/db/schema"
import { amongGiven, type Given, idsOf, statement } from "@/db/statement"
import { recordAll } from "@/lib/audit/audit"
import type { LoggedIn } from "@/lib/core/context"
import { within } from "@/lib/core/locks"
import { pipelined } from "@/lib/core/transaction"
import { openWhenApproved } from "@/lib/effects/approve-features"
import { cancelAll, decide, doneOf, endsWithMembership, type Outcome } from "@/lib/handshake"
import { type Chosen, lockChosen } from "@/lib/members/batch/chosen"
import { undoRemoval } from "@/lib/members/removal-undo"
import type { Input } from "@/lib/shared/forms"
import { Refusal } from "@/lib/shared/refusals"

const ACTION = "member.remove" as const

/** Somebody who was removed, and whether that can be undone. */
interface Removed {
  accountId: string
  undoable: boolean
}

/** Removes many members, each for itself, with the refusals and effects of `removeMember`. (R100, R113) */
export function removeMany(ctx: LoggedIn, { organizationId, ids }: Input<"manyMembers">): Promise<Outcome<Removed>[]> {
  return decide(ctx, async (tx) => {
    const chosen = await lockChosen({ ...ctx, db: tx }, { organizationId, ids, action: ACTION })
    const rows = chosen.map(({ entry, outcome }) => ({ entry, outcome: ifRemovable(outcome) }))
    const going = doneOf(rows.map(({ outcome }) => outcome))
    const asked = going.length > 0 ? await remove(within(ctx, tx, organizationId), organizationId, going) : new Set()
    return rows.map(({ entry, outcome }) => ({
      entry,
      outcome: "refused" in outcome ? outcome : { done: removedOf(outcome.done, asked.has(outcome.done.accountId)) },
    }))
  })
}

/** A created account must be activated first. */
function ifRemovable(outcome: Outcome<Chosen>): Outcome<Chosen> {
  return "refused" in outcome || outcome.done.removable ? outcome : { refused: new Refusal("not_activated") }
}

function removedOf({ accountId }: Chosen, wasAsked: boolean): Removed {
  return { accountId, undoable: !wasAsked }
}

/** Ends memberships with all that ends with them; gives who was asked something as a member. */
async function remove(inside: LoggedIn, organizationId: string, going: Chosen[]): Promise<Set<string | null>> {
  const { db } = inside
  const ids = idsOf(going.map(({ accountId }) => accountId))
  const asked = await askedOf(inside, { organizationId, ids })
  await cancelAll(
    inside,
    asked.map(({ id }) => id),
  )
  const busy = new Set(asked.map(({ recipientId }) => recipientId))
  const entries = going.map(({ accountId, role: from, removable: _, ...was }) => ({
    organizationId,
    action: ACTION,
    target: accountId,
    detail: busy.has(accountId) ? { from } : { from, was },
  }))
  await pipelined(
    // The accounts before the memberships, as joining locks them.
    () => lockAccounts(inside, { ids }),
    () => endMemberships(inside, { organizationId, ids }),
    () => openWhenApproved(db, inside, organizationId),
    () => recordAll(db, inside, entries),
  )
  return busy
}

const kinds: SQL = sql.raw(`('${endsWithMembership.join("', '")}')`)

/** What asks these members as members, such as an ownership transfer. */
const askedOf = statement(({ organizationId, ids }: Given<"organizationId" | "ids">, clock) => ({
  shape: { id: h.id, recipientId: h.recipientId },
  text: (columns) => sql`
    select ${columns} from ${handshakes} ${h}
     where ${h.organizationId} = ${organizationId} and ${amongGiven(h.recipientId, ids, true)}
       and ${h.kind} in ${kinds} and ${h.state} = 'open' and ${h.expiresAt} > ${clock} order by ${h.id}`,
}))

const lockAccounts = statement(({ ids }: Given<"ids">) => ({
  shape: { id: accounts.id },
  text: (columns) => sql`
    select ${columns} from ${accounts} where ${amongGiven(accounts.id, ids, true)} order by id for no key update`,
}))

/** An account that was affiliated loses the enterprise's entity. */
const endMemberships = statement(({ organizationId, ids }: Given<"organizationId" | "ids">) => ({
  shape: { id: accounts.id },
  text: () => sql`
    with deleted as (
      delete from memberships where organization_id = ${organizationId} and ${amongGiven(sql`account_id`, ids, true)}
         and role <> 'super_admin' returning account_id, affiliated),
    freed as (
      update organizations set seats_taken = seats_taken - (select count(*) from deleted)
       where id = ${organizationId} and exists (select from deleted))
    update accounts a set entity_id = null from deleted where a.id = deleted.account_id and deleted.affiliated`,
}))

/**
 * Takes many back whom the acting account has just removed, each for itself and with a place of its own, with the
 * refusals of `undoRemoval`.
 */
export async function undoRemovals(
  ctx: LoggedIn,
  { organizationId, ids }: Input<"manyMembers">,
): Promise<Outcome<{ accountId: string }>[]> {
  const outcomes: Outcome<{ accountId: string }>[] = []
  for (const accountId of new Set(ids)) {
    const undone = undoRemoval(ctx, { organizationId, accountId }).then(() => ({ done: { accountId } }))
    outcomes.push(await undone.catch(refusedOf))
  }
  return outcomes
}

function refusedOf(error: unknown): Outcome<never> {
  if (error instanceof Refusal) return { refused: error }
  throw error
}
