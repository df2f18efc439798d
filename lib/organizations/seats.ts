import { sql } from "drizzle-orm"
import { o } from "@/db/aliases"
import { queryRows } from "@/db/rows"
import { organizations } from "@/db/schema"
import type { Context, ReadableOrganizationId } from "@/lib/core/context"
import { membersCounted, pendingInvitations } from "@/lib/core/live"
import { seatsUsed } from "@/lib/shared/counts"

const counts = { quota: o.quota, taken: o.seatsTaken, members: membersCounted(o) }

/**
 * How many seats of an organization are used, by members and pending invitations, each counted up to a limit, and how
 * many it may have. An invitation that has expired unnoticed gives its seat back when somebody needs it, and is not counted.
 */
export async function seatsOf({ db, clock }: Context, organizationId: ReadableOrganizationId) {
  const [row] = await queryRows(
    db,
    { ...counts, pending: pendingInvitations(o, clock) },
    (columns) => sql`select ${columns} from ${organizations} ${o} where ${o.id} = ${organizationId}`,
  )
  const { quota, taken, members, pending } = row ?? { quota: 0, taken: 0, members: 0, pending: 0 }
  return { members, pending, quota, used: seatsUsed({ members, pending, taken }) }
}
