import { sql } from "drizzle-orm"
import type { Queries } from "../db/client"
import { attempt } from "./audit"
import type { LoggedIn } from "./context"
import { Refusal, refuse } from "./errors"
import { type Proposed, propose } from "./handshake"
import { spend } from "./limits"
import { lockFor } from "./rights"
import { settings } from "./settings"
import { mustAllowTags } from "./tags"

/** What was not found. */
const UNKNOWN = "invited"

interface AccountInvitation {
  organizationId: string
  /** The account's twelve digits, or the e-mail address that it has proved or will prove. */
  target: { number: string } | { email: string }
  note: string
  /** Attached when the account has joined. */
  tags: { key: string; value: string }[]
}

/**
 * Invites an account, which will belong to the enterprise, with the tags that it will have (R36-R54). Its owner gets
 * the letter. Refuses what the invitation refuses, `not_found` for a number that no account has, `tags_not_allowed`
 * and `too_many_tags`; then nothing is sent.
 */
export function inviteAccount(
  ctx: LoggedIn,
  { organizationId, target, note, tags }: AccountInvitation,
): Promise<Proposed> {
  const invitation = attempt(ctx, async (tx, about) => {
    const subject = "number" in target ? target.number : target.email
    const attempted = { organizationId, action: "invitation.propose", target: subject }
    await lockFor("members.invite", tx, ctx, attempted, about)
    const recipientId = "number" in target ? await accountNumbered(tx, target.number) : undefined
    const terms = { role: "member", note, affiliates: true, tags } as const
    const lifetimeSeconds = settings().lifetimes.accountInvitationSeconds
    const proposed = await propose({ ...ctx, db: tx }, "invitation", {
      organizationId,
      subject,
      recipientId,
      terms,
      lifetimeSeconds,
    })
    // Whatever is refused here takes the proposal back, and its letter.
    await mustAllowTags(tx, organizationId, tags)
    return proposed
  })
  return invitation.catch((error) => countGuess(ctx, error))
}

/** Outside of what was undone: so that nobody can try numbers until one is an account's. */
async function countGuess(ctx: LoggedIn, error: unknown): Promise<never> {
  if (error instanceof Refusal && error.extra.facts?.what === UNKNOWN) {
    await spend(ctx.db, ctx, [["unknownAccounts", ctx.actor.accountId]])
  }
  throw error
}

async function accountNumbered(tx: Queries, number: string): Promise<string> {
  const [account] = await tx.execute<{ id: string }>(sql`select id from accounts where number = ${number}`)
  return account?.id ?? refuse("not_found", { facts: { what: UNKNOWN } })
}
