import { sql } from "drizzle-orm"
import type { Queries } from "../db/client"
import { attempt } from "./audit"
import type { LoggedIn } from "./context"
import { refuse } from "./errors"
import { type Proposed, propose } from "./handshake"
import { lockOrganization } from "./organizations"
import { settings } from "./settings"
import { mustAllowTags } from "./tags"

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
  return attempt(ctx, async (tx, about) => {
    const [found] = await lockOrganization(tx, organizationId)
    if (!found) refuse("not_found")
    const subject = "number" in target ? target.number : target.email
    about({ organizationId, action: "invitation.propose", target: subject })
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
    // Last, because it is the right that is asked first; whatever is refused here takes the proposal back.
    await mustAllowTags(tx, organizationId, tags)
    return proposed
  })
}

async function accountNumbered(tx: Queries, number: string): Promise<string> {
  const [account] = await tx.execute<{ id: string }>(sql`select id from accounts where number = ${number}`)
  return account?.id ?? refuse("not_found", { facts: { what: "invited" } })
}
