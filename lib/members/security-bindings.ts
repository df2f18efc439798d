import { sql } from "drizzle-orm"
import { a } from "@/db/aliases"
import type { Queries } from "@/db/client"
import { isContactTaken } from "@/lib/accounts/accounts"
import { hashPassword, mustBeStrong } from "@/lib/accounts/passwords"
import { audited } from "@/lib/audit/audit"
import { change } from "@/lib/audit/change"
import { parseContact } from "@/lib/core/contacts"
import type { Context, LoggedIn } from "@/lib/core/context"
import { consumeLimits } from "@/lib/core/limits"
import { pendingStatesSql } from "@/lib/core/live"
import { within } from "@/lib/core/locks"
import { isActivated, MODIFICATIONS } from "@/lib/effects/activation"
import { accept, cancel, type HandshakeView, type Proposed, propose, read, resend, type TermsOf } from "@/lib/handshake"
import { type LetterView, viewLetter } from "@/lib/handshake/view"
import type { Input } from "@/lib/shared/forms"
import { refuse } from "@/lib/shared/refusals"
import type { ActivationDetails } from "@/lib/shared/rows/members"
import { isPending, type State, stateAt } from "@/lib/shared/states"

const KIND = "security-binding"

/**
 * Binds e-mail and number to a created account: a letter with the activation link goes to the e-mail (R103-R106).
 * A second submission before the activation is a modification; the old link is dead (R105, R109). Refuses
 * `not_created` of any other member (R102), `already_activated`, `modifications_spent`, `contact_used` and
 * `contact_burned` at the field (R104, R110), and `rate_reached`.
 */
export async function bindSecurity(ctx: LoggedIn, input: Input<"bindSecurity">): Promise<Proposed> {
  const { organizationId, accountId } = input
  // Outside the transaction, for a refusal counts as well: it tells whether a contact is taken.
  await consumeLimits(ctx.db, ctx, [["bindingsPerAccount", ctx.actor.accountId]])
  const attempted = { organizationId, action: `${KIND}.propose`, target: accountId } as const
  return change(ctx, { ...attempted, permission: "accounts.manage" }, async (tx) => {
    const contacts = parseContacts(input)
    await mustBeBindable(tx, organizationId, accountId)
    const former = await formerBindings(tx, ctx, organizationId, accountId)
    if (former.length > MODIFICATIONS) refuse("modifications_spent")
    await release(tx, ctx, former)
    await mustBeUnbound(tx, ctx, contacts)
    const proposed = await propose(within(ctx, tx, organizationId), KIND, {
      organizationId,
      subject: accountId,
      recipientId: accountId,
      terms: contacts,
    })
    await reserve(tx, accountId, proposed.id, contacts)
    return proposed
  })
}

interface Contacts {
  email: string
  phone: string
}

function parseContacts({ email, phone }: { email: string; phone: string }): Contacts {
  const [mail, number] = [parseContact(email), parseContact(phone)]
  if (mail?.channel !== "email") refuse("invalid_input", { field: "email" })
  if (number?.channel !== "sms") refuse("invalid_input", { field: "phone" })
  return { email: mail.address, phone: number.address }
}

async function mustBeBindable(tx: Queries, organizationId: string, accountId: string) {
  const [row] = await tx.execute<{ created: boolean; activated: boolean }>(sql`
    select m.origin = 'created' and m.affiliated as created, ${isActivated(a)} as activated
      from memberships m join accounts a on a.id = m.account_id
     where m.organization_id = ${organizationId} and m.account_id = ${accountId}`)
  if (!row) refuse("not_found")
  if (!row.created) refuse("not_created")
  if (row.activated) refuse("already_activated")
}

interface FormerBinding extends Record<string, unknown> {
  id: string
  state: State
  expiresAt: string
  now: string
}

/** Every submission so far; their number is what is limited. */
async function formerBindings(tx: Queries, { clock }: LoggedIn, organizationId: string, accountId: string) {
  const rows = await tx.execute<FormerBinding>(sql`
    select id, state, expires_at::text as "expiresAt", ${clock}::text as now from handshakes
     where organization_id = ${organizationId} and kind = ${KIND} and subject = ${accountId} order by id desc`)
  return [...rows].map(({ id, state, expiresAt, now }) => ({
    id,
    state: stateAt({ state, expiresAt: new Date(expiresAt) }, new Date(now)),
  }))
}

/** What is modified in time is free again; what has expired stays: a failed e-mail can never be bound again (R110). */
async function release(tx: Queries, ctx: LoggedIn, former: { id: string; state: State }[]) {
  for (const { id, state } of former) {
    if (!isPending(state)) continue
    await cancel({ ...ctx, db: tx }, { id, kind: KIND })
    await tx.execute(sql`delete from bindings where handshake_id = ${id}`)
  }
}

/** One e-mail and one number for one account, everywhere; a number is free again once its binding has ended (R104). */
async function mustBeUnbound(tx: Queries, { clock }: LoggedIn, contacts: Contacts) {
  for (const [field, contact] of Object.entries(contacts)) {
    if (await isContactTaken(tx, contact)) refuse("contact_used", { field })
    if (field === "phone") {
      await tx.execute(sql`
        delete from bindings b using handshakes h where b.contact = ${contact} and h.id = b.handshake_id
           and (h.state not in ${pendingStatesSql} or h.expires_at <= ${clock})`)
    }
    const [bound] = await tx.execute<{ live: boolean }>(sql`
      select h.state in ${pendingStatesSql} and h.expires_at > ${clock} as live
        from bindings b join handshakes h on h.id = b.handshake_id where b.contact = ${contact}`)
    if (bound) refuse(bound.live ? "contact_used" : "contact_burned", { field })
  }
}

async function reserve(tx: Queries, accountId: string, handshakeId: string, { email, phone }: Contacts) {
  await tx.execute(sql`
    insert into bindings (contact, account_id, handshake_id)
    values (${email}, ${accountId}, ${handshakeId}), (${phone}, ${accountId}, ${handshakeId})`)
}

/** Sends the activation link to the same e-mail again, while the one before can be used; it dies (R108). Refuses what has ended. */
export async function sendActivationAgain(ctx: LoggedIn, { id }: Input<"handshake">): Promise<void> {
  await resend(ctx, { id, kind: KIND })
}

/** The context of whoever holds an activation link: it stands for the mailbox, and so for the account. Null without one. */
export async function activationContext(ctx: Context, token: string): Promise<LoggedIn | null> {
  const found = await read({ ...ctx, actor: null }, { token, kind: KIND })
  const accountId = found?.handshake.recipientId
  return accountId ? { ...ctx, actor: { accountId, freshLogin: true } } : null
}

/** Activates a member account with its link and a password: from now on it can log in (R111, R112). Refuses `weak_password` at the field, and what has ended. */
export async function activate(ctx: Context, { token, password }: Input<"activate">): Promise<void> {
  const holder = (await activationContext(ctx, token)) ?? refuse("link_invalid")
  const found = await read(holder, { token })
  if (!found) refuse("link_invalid")
  const { name, email } = describeActivation(found)
  mustBeStrong(password, [name, email])
  const passwordHash = await hashPassword(password)
  const { id: handshakeId, organizationId } = found.handshake
  const entry = { organizationId, action: `${KIND}.accept`, target: holder.actor.accountId, handshakeId } as const
  await audited(
    holder,
    async () => ({ entry }),
    async (tx) => {
      await accept({ ...holder, db: tx }, { token, kind: KIND })
      await tx.execute(sql`update accounts set password_hash = ${passwordHash} where id = ${holder.actor.accountId}`)
    },
  )
}

/** What the page behind an activation shows. */
export function viewActivation(ctx: Context, token: string): Promise<LetterView<ActivationDetails>> {
  return viewLetter(ctx, { kind: KIND, token, describe: describeActivation })
}

function describeActivation({ handshake, context: { organization, recipient } }: HandshakeView): ActivationDetails {
  const { email } = handshake.terms as TermsOf<typeof KIND>
  const { expiresAt } = handshake
  return {
    organization: organization.name,
    name: recipient?.name ?? "",
    number: recipient?.number ?? "",
    email,
    expiresAt,
  }
}
