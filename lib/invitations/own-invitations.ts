import { desc, eq, sql } from "drizzle-orm"
import { a, h, i, o } from "@/db/aliases"
import { accounts } from "@/db/schema"
import type { LoggedIn } from "@/lib/core/context"
import { read, tokenFor } from "@/lib/handshake"
import type { Input } from "@/lib/shared/forms"
import { refuse } from "@/lib/shared/refusals"
import type { InvitableRole } from "@/lib/shared/roles"
import type { OwnInvitation } from "@/lib/shared/rows/invitations"
import { isPending } from "@/lib/shared/states"

/** The most invitations that the list shows. */
const SHOWN = 20

const invitation = {
  id: h.id,
  organization: o.name,
  inviter: i.name,
  role: sql<InvitableRole>`${h.terms} ->> 'role'`,
  expiresAt: h.expiresAt,
}

/** The pending invitations of the acting account, by its verified contacts and its number, latest first. */
export function ownInvitations({ db, clock, actor }: LoggedIn): Promise<OwnInvitation[]> {
  const ownNames = sql`select unnest(array[${a.number}, ${a.email}, ${a.phone}]) from ${accounts} ${a}
    where ${a.id} = ${actor.accountId}`
  return db
    .select(invitation)
    .from(h)
    .innerJoin(o, eq(o.id, h.organizationId))
    .innerJoin(i, eq(i.id, h.initiatorId))
    .where(
      sql`${h.kind} = 'invitation' and ${h.state} = 'open' and ${h.expiresAt} > ${clock}
        and ${h.subject} = any(array(${ownNames}))`,
    )
    .orderBy(desc(h.id))
    .limit(SHOWN)
}

/** The token that opens the page of the acting account's own pending invitation. Refuses `not_found` of any other. */
export async function ownInvitationToken(ctx: LoggedIn, { id }: Input<"invitation">): Promise<string> {
  const view = await read(ctx, { id, kind: "invitation" })
  if (!view?.addressed || !isPending(view.handshake.state)) refuse("not_found")
  return tokenFor(view.handshake)
}
