import { sql } from "drizzle-orm"
import { a, h, i, o, s } from "@/db/aliases"
import { accounts, handshakeSubjects, handshakes, organizations } from "@/db/schema"
import { type Given, statement } from "@/db/statement"
import type { LoggedIn } from "@/lib/core/context"
import { read, tokenFor } from "@/lib/handshake"
import type { Input } from "@/lib/shared/forms"
import { refuse } from "@/lib/shared/refusals"
import type { InvitableRole } from "@/lib/shared/roles"
import type { OwnInvitation } from "@/lib/shared/rows/invitations"
import { isPending } from "@/lib/shared/states"

/** The most invitations that the list shows. */
const SHOWN = 20

// What the account is asked is found by its contacts and its number, however much others are asked.
const select = statement(({ accountId }: Given<"accountId">, clock) => ({
  shape: {
    id: h.id,
    organization: o.name,
    inviter: i.name,
    role: sql<InvitableRole>`${h.terms} ->> 'role'`,
    expiresAt: h.expiresAt,
  },
  text: (columns) => sql`
    select ${columns} from ${handshakes} ${h} join ${organizations} ${o} on ${o.id} = ${h.organizationId}
      join ${accounts} ${i} on ${i.id} = ${h.initiatorId}
     where ${h.id} = any(array(
         select ${s.handshakeId} from ${handshakeSubjects} ${s}
          where ${s.kind} in ('invitation', 'feature-approval') and ${s.subject} = any(array(
            select unnest(array[${a.number}, ${a.email}, ${a.phone}]) from ${accounts} ${a}
             where ${a.id} = ${accountId}))))
       and ${h.kind} = 'invitation' and ${h.state} = 'open' and ${h.expiresAt} > (select ${clock})
     order by ${h.id} desc limit ${sql.raw(String(SHOWN))}`,
}))

/** The pending invitations of the acting account, by its verified contacts and its number, latest first. */
export function ownInvitations(ctx: LoggedIn): Promise<OwnInvitation[]> {
  return select(ctx, { accountId: ctx.actor.accountId })
}

/** The token that opens the page of the acting account's own pending invitation. Refuses `not_found` of any other. */
export async function ownInvitationToken(ctx: LoggedIn, { id }: Input<"invitation">): Promise<string> {
  const view = await read(ctx, { id, kind: "invitation" })
  if (!view?.addressed || !isPending(view.handshake.state)) refuse("not_found")
  return tokenFor(view.handshake)
}
