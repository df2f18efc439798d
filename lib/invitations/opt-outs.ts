import { sql } from "drizzle-orm"
import { h, l, o } from "@/db/aliases"
import type { Queries } from "@/db/client"
import { handshakes, letters, optOuts, organizations } from "@/db/schema"
import { type Given, statement } from "@/db/statement"
import { record } from "@/lib/audit/audit"
import { masked } from "@/lib/core/contacts"
import type { Context } from "@/lib/core/context"
import { consumeLimits } from "@/lib/core/limits"
import { idIn, opensOptOut } from "@/lib/core/tokens"
import { transact } from "@/lib/core/transaction"
import { countGuess, type LetterView } from "@/lib/handshake/view"
import type { Input } from "@/lib/shared/forms"
import { refuse } from "@/lib/shared/refusals"

/** What the page behind the link of an invitation against more of them shows. */
interface OptOutDetails {
  organization: string
  /** Enough of the contact to recognize one's own. */
  contact: string
  optedOut: boolean
}

type Dead = Extract<LetterView<unknown>, { state: "missing" | "invalid" | "too-many" }>

/** Reads whom a link concerns, and whether it was used. Changes nothing but the count of links that open nothing. */
export async function viewOptOut(ctx: Context, token: string): Promise<Dead | ({ state: "info" } & OptOutDetails)> {
  if (!token) return { state: "missing" }
  const found = await concernedBy(ctx, token)
  if (!found) return countGuess(ctx)
  const { organization, contact, optedOut } = found
  return { state: "info", organization, contact: masked(contact), optedOut }
}

/**
 * Lets an organization send no more invitations to a contact, or send them again, at the word of whoever has a letter
 * of it to that contact. What waits stays as it is. Said twice it changes nothing more. Refuses `link_invalid`, and
 * `rate_reached` to who takes it back too often.
 */
export async function setOptOut(ctx: Context, { token, wanted }: Input<"optOut">): Promise<void> {
  await transact(ctx, async (tx) => {
    const inside = { ...ctx, db: tx }
    const { organizationId, contact, handshakeId } = (await concernedBy(inside, token)) ?? refuse("link_invalid")
    const changed = await (wanted === "none" ? optOut : optIn)(tx, ctx, { organizationId, contact })
    if (!changed) return
    // Nobody is kept from saying no, however often it was taken back.
    if (wanted !== "none") await consumeLimits(tx, ctx, [["optOutsPerContact", `${organizationId}:${contact}`]])
    const action = wanted === "none" ? "invitation.opt-out" : "invitation.opt-in"
    await record(tx, ctx, { organizationId, action, target: contact, handshakeId })
  })
}

interface Concerned {
  organizationId: string
  contact: string
}

async function optOut(tx: Queries, { clock }: Context, { organizationId, contact }: Concerned): Promise<boolean> {
  const made = await tx.insert(optOuts).values({ organizationId, contact, at: clock }).onConflictDoNothing().returning()
  return made.length > 0
}

async function optIn(tx: Queries, _: Context, { organizationId, contact }: Concerned): Promise<boolean> {
  const ended = await tx
    .delete(optOuts)
    .where(sql`${optOuts.organizationId} = ${organizationId} and ${optOuts.contact} = ${contact}`)
    .returning()
  return ended.length > 0
}

/** Whom a genuine link concerns: it is derived from the invitation and from whom its letter went to. */
async function concernedBy(ctx: Pick<Context, "db" | "clock">, token: string) {
  const id = idIn(token)
  if (!id) return undefined
  const recipients = await recipientsOf(ctx, { id })
  return recipients.find(({ contact }) => opensOptOut(token, { id, contact }))
}

const recipientsOf = statement(({ id }: Given<"id">) => ({
  shape: {
    handshakeId: h.id,
    organizationId: o.id,
    organization: o.name,
    contact: l.recipient,
    optedOut: sql<boolean>`exists (select from ${optOuts} x where x.organization_id = ${o.id} and x.contact = ${l.recipient})`,
  },
  text: (columns) => sql`
    select ${columns} from ${handshakes} ${h}
      join ${organizations} ${o} on ${o.id} = ${h.organizationId}
      cross join lateral (select distinct recipient from ${letters} where handshake_id = ${h.id}) ${l}
     where ${h.id} = ${id}::uuid`,
}))
