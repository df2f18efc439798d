import { sql } from "drizzle-orm"
import { h, s } from "@/db/aliases"
import { type accounts, handshakeSubjects, handshakes, type verifications } from "@/db/schema"
import { knownBrowser, type Owner } from "@/lib/accounts/known-browsers"
import type { Contact } from "@/lib/core/contacts"
import type { Context } from "@/lib/core/context"
import {
  consumeLimits,
  isWithinLimit,
  ofRecipient,
  type RateLimitHit,
  refundLimits,
  resetLimits,
  resetLimitsOf,
  secondsBeyond,
} from "@/lib/core/limits"
import { isLive } from "@/lib/core/live"
import { type Turn, turnOf } from "@/lib/core/turns/fair"
import { refuse } from "@/lib/shared/refusals"

/** What was counted of a login, and how a right password takes it back. */
export interface CountedLogin {
  forgotten: RateLimitHit[]
  refunded: RateLimitHit[]
  /** Behind whom its password waits to be compared. */
  turn: Turn
}

/**
 * Counts a try at the password of a contact, whether or not it has an account; refuses `rate_reached`.
 *
 * A browser that has logged in to the account before has a count of its own, so no stranger can shut its owner out.
 * All strangers together have a hundred tries a day as many as their addresses allow; from then on the account is being
 * guessed, and each address has three a day and all of them four hundred. So strangers have 500 tries a day at a contact
 * and 182,500 a year, whatever number of addresses they have, at a password that takes a hundred million and more: two
 * in a thousand. An owner without a known browser gets in by the three tries, or by a reset, which forgets all counts.
 */
export async function countLogin(ctx: Context, address: string, owner: Owner | undefined): Promise<CountedLogin> {
  const browser = knownBrowser(ctx, owner)
  if (owner && browser) {
    const own: RateLimitHit[] = [["loginsPerBrowser", `${owner.id}:${browser}`]]
    await consumeLimits(ctx.db, ctx, own)
    return { forgotten: own, refunded: [], turn: { lane: "known", owner: owner.id } }
  }
  const here = `${address}@${ctx.ip ?? ""}`
  const narrow: RateLimitHit = ["loginsPerAccountAndIp", here]
  const perIp: RateLimitHit = ["loginsPerIp", ctx.ip]
  const wide: RateLimitHit = ["loginsPerAccount", address]
  // What is refused for its address is no try at the account.
  await consumeLimits(ctx.db, ctx, [narrow, perIp])
  const turn = turnOf({ ...ctx, actor: null }, "login")
  if (await isWithinLimit(ctx.db, ctx, wide)) return { forgotten: [narrow], refunded: [perIp, wide], turn }
  const guessedHere: RateLimitHit = ["guessedLoginsPerIp", here]
  const guessed: RateLimitHit = ["guessedLogins", address]
  await consumeLimits(ctx.db, ctx, [guessedHere])
  await consumeLimits(ctx.db, ctx, [guessed])
  return { forgotten: [narrow, guessedHere], refunded: [perIp, wide, guessed], turn }
}

/** Takes back what was counted of a login whose password was right. */
export async function forgiveLogin({ db }: Pick<Context, "db">, { forgotten, refunded }: Omit<CountedLogin, "turn">) {
  await resetLimits(db, forgotten)
  await refundLimits(db, refunded)
}

/** A code that is asked for. */
export interface CodeWish {
  purpose: (typeof verifications.$inferSelect)["purpose"]
  contact: Contact
  /** The account that has the contact. */
  owner?: Owner & { email?: string | null }
}

/** What was counted of a code that is asked for, and whether it may be sent. */
interface CountedCode {
  counted: RateLimitHit[]
  isAllowed: boolean
}

/**
 * Counts a code for who asks for it; for their address and for all strangers too, unless a browser shows that it is the
 * owner's. Gives what was counted, and whether the code may be sent: from an address that has asked for many it may only to
 * a contact that is known, or for an account that asks. Refuses `rate_reached`, and then for known contacts and unknown
 * ones alike.
 */
export async function countCode(ctx: Context, wish: CodeWish, besides: RateLimitHit[] = []): Promise<CountedCode> {
  const { purpose, contact, owner } = wish
  const browser = knownBrowser(ctx, owner)
  const asked = `${contact.address}@${browser ?? ctx.ip ?? ""}`
  const counted: RateLimitHit[] = [
    ...besides,
    ["codesPerContact", `${purpose}:${asked}`],
    ["codesPerContactHere", asked],
  ]
  if (!browser) counted.push(["codeRequestsPerIp", ctx.ip])
  await consumeLimits(ctx.db, ctx, counted)
  if (browser) return { counted, isAllowed: true }
  const toThem = ofRecipient(contact.address, purpose === "reset" ? "newPassword" : "code")
  await consumeLimits(ctx.db, ctx, [toThem])
  // All count, known or not: what is left to an address must not tell whom it has named.
  const here = ofAddress(ctx, contact)
  counted.push(toThem, ...here)
  const within = await Promise.all(here.map((rule) => isWithinLimit(ctx.db, ctx, rule)))
  if (within.every(Boolean)) return { counted, isAllowed: true }
  // Who is logged in asks for their own, and may be told: texts to whatever number would cost the site most.
  if (purpose === "contact" && contact.channel === "sms")
    refuse("rate_reached", { retryAfter: await codesHeldFor(ctx, "sms"), facts: { rule: "codesPerIp" } })
  // Asked for all, so that it takes as long for all.
  const invited = await isInvited(ctx, contact)
  return { counted, isAllowed: purpose === "contact" || owner !== undefined || invited }
}

async function isInvited({ db, clock }: Context, { address }: Contact): Promise<boolean> {
  const found = await db.execute(sql`
    select from ${handshakeSubjects} ${s} join ${handshakes} ${h} on ${h.id} = ${s.handshakeId}
     where ${s.kind} = 'invitation' and ${s.subject} = ${address} and ${isLive(h, clock)} limit 1`)
  return found.length > 0
}

/** How many codes an address may have sent to anybody, by text message fewer than by email. */
function ofAddress({ ip }: Context, { channel }: Pick<Contact, "channel">): RateLimitHit[] {
  return [["codesPerIp", ip], ...(channel === "sms" ? ([["textsPerIp", ip]] as const) : [])] as RateLimitHit[]
}

/**
 * For how many seconds this address is sent no code for contacts of a channel that are not known here; zero where it is.
 */
export async function codesHeldFor(ctx: Context, channel: Contact["channel"] = "email"): Promise<number> {
  const held = ofAddress(ctx, { channel }).map((rule) => secondsBeyond(ctx.db, ctx, rule))
  return Math.max(...(await Promise.all(held)))
}

/**
 * Forgets every count that keeps strangers from an account: its password is another, or an operator says so. Those of
 * second steps stay, for who reads the mailbox sets as many passwords as they like.
 */
export async function forgetGuesses({ db }: Pick<Context, "db">, account: typeof accounts.$inferSelect) {
  const contacts = [account.email, account.phone].filter((address) => address !== null)
  const ofContact = ["loginsPerAccount", "guessedLogins", "codeTriesPerContact"] as const
  const ofContactAndIp = ["loginsPerAccountAndIp", "guessedLoginsPerIp", "codesPerContactHere"] as const
  const purposes = ["register", "contact", "reset"]
  await resetLimits(db, [
    ["passwordsPerAccount", account.id],
    ["newPasswords", account.id],
    ["codesPerAccount", account.id],
    ...contacts.flatMap((address) => ofContact.map((rule): RateLimitHit => [rule, address])),
    ...contacts.map((address) => ofRecipient(address, "newPassword")),
  ])
  await resetLimitsOf(db, [
    ["loginsPerBrowser", `${account.id}:`],
    ...contacts.flatMap((address) => ofContactAndIp.map((rule): RateLimitHit => [rule, `${address}@`])),
    ...contacts.flatMap((address) => purposes.map((one): RateLimitHit => ["codesPerContact", `${one}:${address}@`])),
  ])
}

/** Forgets what was guessed at the second steps of an account, at the word of an operator. */
export async function forgetSecondSteps({ db }: Pick<Context, "db">, { id }: Pick<Owner, "id">) {
  await resetLimits(db, [
    ["secondSteps", id],
    ["confirmationsPerAccount", id],
  ])
  await resetLimitsOf(db, [
    ["secondStepsPerBrowser", `${id}:`],
    ["secondStepsPerIp", `${id}@`],
  ])
}
