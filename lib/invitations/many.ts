import { atHomeIn, mustBeContact } from "@/lib/accounts/typed-contact"
import { isLocalNumber } from "@/lib/core/contacts"
import type { LoggedIn } from "@/lib/core/context"
import { cancelBatch, linkOf, type Outcome, outcomeOf, previewBatch, proposeBatch, resendBatch } from "@/lib/handshake"
import { KIND, mustBeOffered } from "@/lib/invitations/invitations"
import { repeatableId } from "@/lib/invitations/repeated"
import { type Input, typedContact } from "@/lib/shared/forms"
import { type Refusal, refuse } from "@/lib/shared/refusals"
import type { Locale } from "@/lib/shared/roles"

const DAY_MS = 86_400_000

type TypedRow = Input<"inviteMany">["rows"][number]

/**
 * Invites many, each for itself: gives of each what `inviteMember` gives, or what it refuses, in their order. A batch
 * that is sent again, as after a lost answer, is the same batch: who was invited by it in the same terms is not invited
 * twice, and `revoked` says that the invitation was since. Refuses `forbidden` and `not_found` for the whole.
 */
export async function inviteMany(ctx: LoggedIn, { organizationId, batch, rows, locale }: Input<"inviteMany">) {
  const read = await readRows(ctx, { organizationId, rows, locale })
  const each = proposalsOf(read).map((one) => ({
    ...one,
    id: repeatableId([batch, ctx.actor.accountId, organizationId, one], beganAt(batch)),
  }))
  const proposed = each.length > 0 ? await proposeBatch(ctx, KIND, { organizationId, each }) : []
  mustHaveBeenAllowed(proposed)
  return merged(read, proposed, ({ subject }, done) => ({
    id: done.id,
    contact: subject,
    link: linkOf(done),
    sentAt: done.sentAt,
    expiresAt: done.expiresAt,
  }))
}

/**
 * Why each would not be invited now, in their order, and how many may be invited today where that is known. Refuses
 * `forbidden` and `not_found` for the whole.
 */
export async function previewInvitations(ctx: LoggedIn, { organizationId, rows }: Input<"previewInvitations">) {
  const read = await readRows(ctx, { organizationId, rows })
  const each = proposalsOf(read)
  const preview = each.length > 0 ? await previewBatch(ctx, KIND, { organizationId, each }) : undefined
  const outcomes = (preview?.verdicts ?? []).map((refused) => (refused ? { refused } : { done: null }))
  mustHaveBeenAllowed(outcomes)
  return {
    outcomes: merged(read, outcomes, ({ subject }) => ({ contact: subject })),
    leftToday: preview?.left("invitesPerOrganization"),
  }
}

/** Revokes many, each for itself; the links of all that were are dead when this returns. (R17, R18) */
export function revokeMany(ctx: LoggedIn, { organizationId, ids }: Input<"manyInvitations">) {
  return cancelBatch(ctx, { organizationId, kind: KIND, ids })
}

/** Sends many again, each for itself, as `resendInvitation` does one. */
export async function resendMany(ctx: LoggedIn, { organizationId, ids }: Input<"manyInvitations">) {
  const outcomes = await resendBatch(ctx, { organizationId, kind: KIND, ids })
  return outcomes.map((one) =>
    "done" in one ? { done: { id: one.done.id, link: linkOf(one.done), expiresAt: one.done.expiresAt } } : one,
  )
}

/** A row as it is proposed. */
interface Row {
  subject: string
  terms: { role: TypedRow["role"]; note: string; locale?: Locale }
  lifetimeSeconds: number
}

/** Reads what was typed; of two rows for one contact the second is refused. */
async function readRows(
  ctx: LoggedIn,
  { organizationId, rows, locale }: Omit<Input<"inviteMany">, "batch">,
): Promise<Outcome<Row>[]> {
  const here = rows.some(({ contact }) => isLocalNumber(contact)) ? await atHomeIn(ctx, organizationId) : ctx
  const seen = new Set<string>()
  return rows.map(({ contact, role, note, days }) =>
    outcomeOf(() => {
      const { data: typed, success } = typedContact.safeParse(contact)
      if (!success) refuse("invalid_input", { field: "contact" })
      const { address } = mustBeContact(here, typed)
      if (seen.has(address)) refuse("named_twice", { field: "contact" })
      seen.add(address)
      return { subject: address, terms: { role, note, locale }, lifetimeSeconds: mustBeOffered(days) }
    }),
  )
}

function proposalsOf(read: Outcome<Row>[]): Row[] {
  return read.flatMap((one) => ("done" in one ? [one.done] : []))
}

/** What came of the rows that could be read, in the places of these rows among all. */
function merged<D, T>(read: Outcome<Row>[], outcomes: Outcome<D>[], shown: (row: Row, done: D) => T): Outcome<T>[] {
  const next = outcomes.values()
  return read.map((row) => {
    if ("refused" in row) return row
    const outcome = next.next().value ?? refuse("not_found")
    return "refused" in outcome ? outcome : { done: shown(row.done, outcome.done) }
  })
}

/** Whoever may invite nobody is told so once. */
function mustHaveBeenAllowed([first]: Outcome<unknown>[]) {
  if (first && "refused" in first && wholly.includes(first.refused.code)) throw first.refused
}

const wholly: Refusal["code"][] = ["forbidden", "not_found"]

/**
 * When a batch began, as its own name of version 7 says, for lists are in the order of ids; null where it does not say
 * it. A clock that is a day off is not believed.
 */
function beganAt(batch: string): number | null {
  const began = Number.parseInt(batch.slice(0, 13).replace("-", ""), 16)
  return batch[14] === "7" && Math.abs(began - Date.now()) < DAY_MS ? began : null
}
