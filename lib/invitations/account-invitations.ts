import { eq } from "drizzle-orm"
import type { Queries } from "@/db/client"
import { accounts } from "@/db/schema"
import { change } from "@/lib/audit/change"
import type { LoggedIn } from "@/lib/core/context"
import { consumeLimits } from "@/lib/core/limits"
import { within } from "@/lib/core/locks"
import { type Proposed, propose } from "@/lib/handshake"
import { settings } from "@/lib/settings"
import { Refusal, type RefusalCode, refuse } from "@/lib/shared/refusals"
import { mustComplyAtRoot } from "@/lib/tags/tags"

/** The `what` of a number that no account has. */
const UNKNOWN = "invited"
/** Refusals that reveal an account that the organization does not know. */
const revealing: RefusalCode[] = ["other_seller", "already_affiliated", "unreachable"]

interface AccountInvitation {
  organizationId: string
  /** The account's twelve digits, or the e-mail address that it has verified or will prove. */
  target: { number: string } | { email: string }
  note: string
  /** The tags that the account gets when it joins. */
  tags: { key: string; value: string }[]
}

/**
 * Invites an account, which will belong to the enterprise, with the tags that it will have, by a letter to its owner.
 * Refuses what the invitation refuses, `not_found` for a number that no account has, `tags_not_allowed` and
 * `too_many_tags`. (R36-R54)
 */
export function inviteAccount(
  ctx: LoggedIn,
  { organizationId, target, note, tags }: AccountInvitation,
): Promise<Proposed> {
  const subject = "number" in target ? target.number : target.email
  const attempted = {
    organizationId,
    action: "invitation.propose",
    target: subject,
    permission: "members.invite",
  } as const
  const invitation = change(ctx, attempted, async (tx) => {
    // The tags come before the target, so that refused tags do not reveal which accounts exist.
    await mustComplyAtRoot(tx, organizationId, tags)
    const recipientId = "number" in target ? await accountNumbered(tx, target.number) : undefined
    const terms = { role: "member", note, affiliates: true, tags } as const
    const lifetimeSeconds = settings().lifetimes.accountInvitationSeconds
    const proposal = { organizationId, subject, recipientId, terms, lifetimeSeconds }
    return propose(within(ctx, tx, organizationId), "invitation", proposal)
  })
  return invitation.catch((error) => limitGuesses(ctx, error))
}

/** Counts outside the undone transaction, so that nobody can try numbers and addresses until one is an account's. */
async function limitGuesses(ctx: LoggedIn, error: unknown): Promise<never> {
  if (error instanceof Refusal && (error.extra.facts?.what === UNKNOWN || revealing.includes(error.code))) {
    await consumeLimits(ctx.db, ctx, [["unknownAccounts", ctx.actor.accountId]])
  }
  throw error
}

async function accountNumbered(tx: Queries, number: string): Promise<string> {
  const [account] = await tx.select({ id: accounts.id }).from(accounts).where(eq(accounts.number, number))
  return account?.id ?? refuse("not_found", { facts: { what: UNKNOWN } })
}
