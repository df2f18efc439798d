import type { MembersView, RecordsView } from "@/app/(console)/[organization]/enterprise/members/search-params"
import type { RecordsQuery } from "@/lib/invitations/records"
import type { MembersQuery } from "@/lib/members/records"
import { inReadersDays } from "@/lib/web/reader/days"

/** What a view asks of the members: the newest first, unless the address says otherwise. */
export function membersQuery({ direction = "desc", ...view }: MembersView) {
  return { ...view, direction } satisfies MembersQuery
}

/**
 * What a view asks of the records: the latest first, unless the address says otherwise. In the order of contacts no index
 * finds a period, nor what soon expires.
 */
export async function recordsQuery(view: RecordsView) {
  const { expires, from, to } = view
  const sort = expires || from || to ? "sent" : (view.sort ?? "sent")
  const direction = view.direction ?? (sort === "sent" ? "desc" : "asc")
  const period = await inReadersDays({ from, to })
  return { ...view, ...period, expires: expires && Number(expires), sort, direction } satisfies RecordsQuery
}
