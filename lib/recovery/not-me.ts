import { and, eq, gte, isNull, sql } from "drizzle-orm"
import { h, m } from "@/db/aliases"
import type { Queries } from "@/db/client"
import { accounts, contactChanges, factors, notices, recoveryCodes, verifications } from "@/db/schema"
import { disableKeysIn } from "@/lib/access-keys/disabling"
import type { Account } from "@/lib/accounts/accounts"
import { forgetGuesses } from "@/lib/accounts/attempts"
import { restoreContacts } from "@/lib/accounts/contacts/proving"
import { endLogins } from "@/lib/accounts/second-step/half-logins"
import { sendCode } from "@/lib/accounts/verification"
import { record } from "@/lib/audit/audit"
import { contactOf, masked } from "@/lib/core/contacts"
import type { Context, LoggedIn } from "@/lib/core/context"
import { lockAccount } from "@/lib/core/locks"
import { idIn, opensNotice } from "@/lib/core/tokens"
import { transact } from "@/lib/core/transaction"
import { cancel } from "@/lib/handshake"
import { countGuess, type LetterView } from "@/lib/handshake/view"
import { stopFactorReset } from "@/lib/recovery/factor-reset"
import type { Input } from "@/lib/shared/forms"
import { Refusal, refuse } from "@/lib/shared/refusals"

/** What the page behind the link of a notice shows. */
interface Concern {
  /** Enough of the account's contact to recognize one's own. */
  contact: string
  /** The contacts that come back, and those that go, as far as they may be shown. */
  restored: string[]
  removed: string[]
}

type Dead = Extract<LetterView<unknown>, { state: "missing" | "invalid" | "too-many" }>
type NotMeView = Dead | { state: "expired" | "done" } | ({ state: "info" } & Concern)

/** Reads what a notice's link would do. Changes nothing but the count of links that open nothing. */
export async function viewNotMe(ctx: Context, token: string): Promise<NotMeView> {
  if (!token) return { state: "missing" }
  const notice = await noticeOf(ctx, token)
  if (!notice) return countGuess(ctx)
  if (notice.answeredAt) return { state: "done" }
  if (notice.over) return { state: "expired" }
  const { id, email, phone } = notice.account
  const changes = await changesSince(ctx, { accountId: id, since: notice.createdAt })
  const shown = (contacts: (string | null)[]) => contacts.flatMap((contact) => (contact ? [masked(contact)] : []))
  return {
    state: "info",
    contact: masked(email ?? phone ?? ""),
    restored: shown(changes.map(({ former }) => former)),
    removed: shown(changes.filter(({ former }) => !former).map(({ contact }) => contact)),
  }
}

/** Where the new password is set: the code's id, and whom it went to. */
export interface ResetUnderWay {
  verification: string
  to: string
}

/**
 * Takes an account back for its owner, at the word of whoever has a notice that its contacts were sent: ends all logins
 * and half-done changes, disables its keys, takes back the contacts and factors that came since, lets the password open
 * nothing more and sends a code for another to the account's own contact. Each notice does so once; pressed again it
 * changes nothing. Gives the reset, or nothing where none was sent. Refuses `link_invalid`, and `expired` after a week.
 */
export async function sayNotMe(ctx: Context, { token }: Input<"letter">): Promise<ResetUnderWay | null> {
  const notice = (await noticeOf(ctx, token)) ?? refuse("link_invalid")
  const own: LoggedIn = { ...ctx, actor: { accountId: notice.account.id, freshLogin: false } }
  const account = await transact(ctx, async (tx) => {
    // Of two presses at once, the second finds it answered.
    await lockAccount(tx, own.actor.accountId)
    if (await isAnswered(tx, ctx, notice.id)) return takeBack(tx, own, notice.createdAt)
  })
  if (!account) return null
  await cancelTransfers(own)
  return startReset(ctx, account)
}

async function noticeOf({ db, clock }: Context, token: string) {
  const id = idIn(token)
  if (!id || !opensNotice(token, id)) return undefined
  const { createdAt, answeredAt, expiresAt } = notices
  const [notice] = await db
    .select({ id: notices.id, createdAt, answeredAt, over: sql<boolean>`${expiresAt} <= ${clock}`, account: accounts })
    .from(notices)
    .innerJoin(accounts, eq(accounts.id, notices.accountId))
    .where(eq(notices.id, id))
  return notice
}

function changesSince({ db, clock }: Context, { accountId, since }: { accountId: string; since: Date }) {
  const isOpen = sql`${contactChanges.endedAt} is null and ${contactChanges.heldUntil} > ${clock}`
  return db
    .select()
    .from(contactChanges)
    .where(and(eq(contactChanges.accountId, accountId), gte(contactChanges.at, since), isOpen))
    .orderBy(contactChanges.at)
}

/** Answers a notice for good; false where that has been done before. */
async function isAnswered(tx: Queries, { clock }: Context, id: string): Promise<boolean> {
  const [notice] = await tx
    .select({ answeredAt: notices.answeredAt, over: sql<boolean>`${notices.expiresAt} <= ${clock}` })
    .from(notices)
    .where(eq(notices.id, id))
  if (notice?.answeredAt) return false
  if (notice?.over) refuse("expired")
  await tx.update(notices).set({ answeredAt: clock }).where(eq(notices.id, id))
  return true
}

async function takeBack(tx: Queries, ctx: LoggedIn, since: Date): Promise<Account | undefined> {
  const { accountId } = ctx.actor
  const account = await restoreContacts(tx, ctx, { accountId, since })
  if (!account) return
  await tx.update(accounts).set({ passwordHash: null }).where(eq(accounts.id, accountId))
  // What was told since may have been told to others than the owner, who could take the account back once more.
  await tx
    .update(notices)
    .set({ answeredAt: ctx.clock })
    .where(and(eq(notices.accountId, accountId), gte(notices.createdAt, since), isNull(notices.answeredAt)))
  await endLogins({ ...ctx, db: tx }, accountId)
  await stopFactorReset(tx, accountId)
  for (const table of [factors, recoveryCodes])
    await tx.delete(table).where(and(eq(table.accountId, accountId), gte(table.createdAt, since)))
  await endCodes(tx, ctx)
  await disableKeysIn(tx, ctx)
  await forgetGuesses({ db: tx }, account)
  await record(tx, ctx, { action: "account.disown" })
  return account
}

/** Ends every code that is under way for the account: they live for minutes, so a look at the last hour finds them all. */
async function endCodes(tx: Queries, ctx: LoggedIn) {
  const isRecent = gte(verifications.id, earliestIdSince(Date.now() - AN_HOUR_MS))
  await tx
    .update(verifications)
    .set({ usedAt: ctx.clock })
    .where(and(isRecent, eq(verifications.accountId, ctx.actor.accountId), isNull(verifications.usedAt)))
}

const AN_HOUR_MS = 3_600_000

/** The least id of version 7 that was made at a moment or after it. */
function earliestIdSince(ms: number): string {
  const hex = ms.toString(16).padStart(12, "0")
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`
}

/** Withdraws offers of ownership that the account has made, each under the lock of its organization. */
async function cancelTransfers(ctx: LoggedIn) {
  const owned = sql`${m.accountId} = ${ctx.actor.accountId} and ${m.role} = 'super_admin'`
  const offered = await ctx.db
    .select({ id: h.id })
    .from(h)
    .innerJoin(m, sql`${m.organizationId} = ${h.organizationId} and ${owned}`)
    .where(sql`${h.kind} = 'ownership-transfer' and ${h.state} = 'open'`)
  for (const { id } of offered) await cancel(ctx, { id, kind: "ownership-transfer" }).catch(unlessRefused)
}

/** One that was answered meanwhile stays. */
function unlessRefused(error: unknown) {
  if (!(error instanceof Refusal)) throw error
}

/** Sends the code for another password to the account's e-mail address, or its number where it has none. */
async function startReset(ctx: Context, account: Account): Promise<ResetUnderWay | null> {
  const address = account.email ?? account.phone
  if (!address) return null
  const wish = { purpose: "reset", contact: contactOf(address), accountId: account.id, owner: account } as const
  const asked = { ...ctx, actor: null }
  const verification = await sendCode(asked, { ...wish, locale: account.locale, template: "code" }).catch(unlessRefused)
  return verification ? { verification, to: masked(address) } : null
}
