import { sql } from "drizzle-orm"
import type { LoggedIn } from "@/lib/core/context"
import { read, tokenFor } from "@/lib/handshake"
import type { Input } from "@/lib/shared/forms"
import { refuse } from "@/lib/shared/refusals"
import type { OwnInvitation } from "@/lib/shared/rows/invitations"
import { isPending } from "@/lib/shared/states"

/** Nobody answers more of them at a time. */
const SHOWN = 20

/**
 * The invitations that wait for whoever asks, latest first: by a contact that the account has verified, or by its
 * number. So an invitation is not lost with its letter.
 */
export async function ownInvitations({ db, clock, actor }: LoggedIn): Promise<OwnInvitation[]> {
  const rows = await db.execute<Omit<OwnInvitation, "expiresAt"> & { expiresAt: string } & Record<string, unknown>>(sql`
    select h.id, o.name as organization, i.name as inviter, h.terms ->> 'role' as role, h.expires_at::text as "expiresAt"
      from handshakes h join organizations o on o.id = h.organization_id join accounts i on i.id = h.initiator_id
     where h.kind = 'invitation' and h.state = 'open' and h.expires_at > ${clock} and h.subject = any(array(
         select unnest(array[number, email, phone]) from accounts where id = ${actor.accountId}))
     order by h.id desc limit ${SHOWN}::int`)
  return [...rows].map(({ expiresAt, ...rest }) => ({ ...rest, expiresAt: new Date(expiresAt) }))
}

/** The token of an invitation that waits for whoever asks, to open its page with. Refuses `not_found` to all others. */
export async function ownInvitationToken(ctx: LoggedIn, { id }: Input<"invitation">): Promise<string> {
  const found = await read(ctx, { id, kind: "invitation" })
  if (!found?.addressed || !isPending(found.handshake.state)) refuse("not_found")
  return tokenFor(found.handshake)
}
