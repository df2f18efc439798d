import { and, desc, eq, sql } from "drizzle-orm"
import { a, m } from "@/db/aliases"
import type { Queries } from "@/db/client"
import { asDate } from "@/db/rows"
import { accounts, bindings, handshakes } from "@/db/schema"
import { accountWith } from "@/lib/accounts/accounts"
import { hashPassword } from "@/lib/accounts/passwords"
import { mustBeStrong } from "@/lib/accounts/strength"
import { atHomeIn, mustRead } from "@/lib/accounts/typed-contact"
import { audited } from "@/lib/audit/audit"
import { change } from "@/lib/audit/change"
import { contactOf, isLocalNumber } from "@/lib/core/contacts"
import type { Context, LoggedIn } from "@/lib/core/context"
import { consumeLimits } from "@/lib/core/limits"
import { isLive, pendingStatesSql } from "@/lib/core/live"
import { within } from "@/lib/core/locks"
import { turnOf } from "@/lib/core/turns/fair"
import { isActivated, MODIFICATIONS } from "@/lib/effects/activation"
import {
  accept,
  cancel,
  type HandshakeView,
  type Proposed,
  propose,
  read,
  resend,
  resendBatch,
  type TermsOf,
} from "@/lib/handshake"
import { type LetterView, viewLetter } from "@/lib/handshake/view"
import type { Input } from "@/lib/shared/forms"
import { refuse } from "@/lib/shared/refusals"
import type { ActivationDetails } from "@/lib/shared/rows/members"
import { isPending, type State, stateAt } from "@/lib/shared/states"

const KIND = "security-binding"

/**
 * Binds an e-mail address and a number to a created account, and sends the activation link to the address; a second
 * submission before the activation is a modification, which ends the first link. Refuses `not_created` of any other
 * member, `already_activated`, `modifications_spent`, `contact_used` and `contact_burned` at the field, and
 * `rate_reached`. (R102-R106, R109, R110)
 */
export async function bindSecurity(ctx: LoggedIn, input: Input<"bindSecurity">): Promise<Proposed> {
  const { organizationId, accountId } = input
  // Outside the transaction, because a refusal counts too: it says whether a contact is taken.
  await consumeLimits(ctx.db, ctx, [["bindingsPerAccount", ctx.actor.accountId]])
  const attempted = { organizationId, action: `${KIND}.propose`, target: accountId } as const
  return change(ctx, { ...attempted, permission: "accounts.manage" }, async (tx) => {
    const inside = within(ctx, tx, organizationId)
    const contacts = mustBeContacts(isLocalNumber(input.phone) ? await atHomeIn(inside, organizationId) : inside, input)
    await mustBeBindable(tx, input)
    const former = await formerBindings(inside, input)
    if (former.length > MODIFICATIONS) refuse("modifications_spent")
    await release(inside, former)
    await mustBeUnbound(inside, organizationId, contacts)
    const proposed = await propose(inside, KIND, {
      organizationId,
      subject: accountId,
      recipientId: accountId,
      terms: contacts,
    })
    const reserved = { organizationId, accountId, handshakeId: proposed.id }
    await tx.insert(bindings).values(Object.values(contacts).map((contact) => ({ ...reserved, contact })))
    return proposed
  })
}

interface Contacts {
  email: string
  phone: string
}

function mustBeContacts(ctx: LoggedIn, { email, phone }: Input<"bindSecurity">): Contacts {
  const mail = mustRead(ctx, email, { field: "email", channel: "email" })
  const number = mustRead(ctx, phone, { field: "phone", channel: "sms" })
  return { email: mail.address, phone: number.address }
}

type Bound = Pick<Input<"bindSecurity">, "organizationId" | "accountId">

async function mustBeBindable(tx: Queries, { organizationId, accountId }: Bound) {
  const created = sql<boolean>`${m.origin} = 'created' and ${m.affiliated}`
  const [row] = await tx
    .select({ created, activated: isActivated(a) })
    .from(m)
    .innerJoin(a, eq(a.id, m.accountId))
    .where(and(eq(m.organizationId, organizationId), eq(m.accountId, accountId)))
  if (!row) refuse("not_found")
  if (!row.created) refuse("not_created")
  if (row.activated) refuse("already_activated")
}

/** Every submission so far, because their number is limited. */
async function formerBindings({ db, clock }: LoggedIn, { organizationId, accountId }: Bound) {
  const { id, state, expiresAt } = handshakes
  const rows = await db
    .select({ id, state, expiresAt, now: asDate(clock) })
    .from(handshakes)
    .where(
      and(eq(handshakes.organizationId, organizationId), eq(handshakes.kind, KIND), eq(handshakes.subject, accountId)),
    )
    .orderBy(desc(id))
  return rows.map(({ id, now, ...row }) => ({ id, state: stateAt(row, now) }))
}

/** Frees the contacts of a binding that still waits; those of an expired one stay reserved. */
async function release(ctx: LoggedIn, former: { id: string; state: State }[]) {
  for (const { id, state } of former) {
    if (!isPending(state)) continue
    await cancel(ctx, { id, kind: KIND })
    await ctx.db.delete(bindings).where(eq(bindings.handshakeId, id))
  }
}

/**
 * A contact that an account has verified belongs to it everywhere. What is bound without proof counts in its own
 * enterprise alone, where a number is free again once its binding has ended.
 */
async function mustBeUnbound({ db, clock }: LoggedIn, organizationId: string, contacts: Contacts) {
  for (const [field, contact] of Object.entries(contacts)) {
    if (await accountWith({ db }, contactOf(contact))) refuse("contact_used", { field })
    const here = and(eq(bindings.organizationId, organizationId), eq(bindings.contact, contact))
    if (field === "phone") {
      await db.execute(sql`
        delete from bindings using handshakes h where ${here} and h.id = handshake_id
           and (h.state not in ${pendingStatesSql} or h.expires_at <= ${clock})`)
    }
    const [bound] = await db
      .select({ live: isLive(handshakes, clock) })
      .from(bindings)
      .innerJoin(handshakes, eq(handshakes.id, bindings.handshakeId))
      .where(here)
    if (bound) refuse(bound.live ? "contact_used" : "contact_burned", { field })
  }
}

/** Sends a new activation link to the same e-mail address, which ends the old one. Refuses an ended binding. (R108) */
export async function sendActivationAgain(ctx: LoggedIn, { id }: Input<"handshake">): Promise<void> {
  await resend(ctx, { id, kind: KIND })
}

/** Sends many new activation links, each for itself. */
export function sendActivationsAgain(ctx: LoggedIn, { organizationId, ids }: Input<"manyActivations">) {
  return resendBatch(ctx, { organizationId, kind: KIND, ids })
}

/** The context of the account of an activation link, which proves the mailbox; null for a link that is unknown. */
export async function activationContext(ctx: Context, token: string): Promise<LoggedIn | null> {
  const view = await read({ ...ctx, actor: null }, { token, kind: KIND })
  const accountId = view?.handshake.recipientId
  return accountId ? { ...ctx, actor: { accountId, freshLogin: true } } : null
}

/**
 * Activates a member account with its link and a password, with which it can log in; gives its id. Refuses `link_invalid`,
 * `weak_password` at the field, and an ended binding. (R111, R112)
 */
export async function activate(ctx: Context, { token, password }: Input<"activate">): Promise<string> {
  const holder = (await activationContext(ctx, token)) ?? refuse("link_invalid")
  const view = await read(holder, { token })
  if (!view) refuse("link_invalid")
  const { name, email } = describeActivation(view)
  await mustBeStrong(holder, { password, words: [name, email] })
  const passwordHash = await hashPassword(password, turnOf(holder, "registration"))
  const { id: handshakeId, organizationId } = view.handshake
  const entry = { organizationId, action: `${KIND}.accept`, target: holder.actor.accountId, handshakeId } as const
  return audited(
    holder,
    async () => ({ entry }),
    async (tx) => {
      await accept({ ...holder, db: tx }, { token, kind: KIND })
      await tx.update(accounts).set({ passwordHash }).where(eq(accounts.id, holder.actor.accountId))
      return holder.actor.accountId
    },
  )
}

/** What the page behind an activation shows. */
export function viewActivation(ctx: Context, token: string): Promise<LetterView<ActivationDetails>> {
  return viewLetter(ctx, token, { kind: KIND, describe: describeActivation })
}

function describeActivation({ handshake, context: { organization, recipient } }: HandshakeView): ActivationDetails {
  const { email } = handshake.terms as TermsOf<typeof KIND>
  const { expiresAt } = handshake
  return {
    organization: organization.name,
    certified: organization.certified,
    legalName: organization.legalName,
    formerName: organization.formerName,
    name: recipient?.name ?? "",
    number: recipient?.number ?? "",
    email,
    expiresAt,
  }
}
