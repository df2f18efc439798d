import type { MembersView, RecordsView } from "@/app/(console)/[organization]/enterprise/members/search-params"
import type { RecordsQuery } from "@/lib/invitations/records"
import type { MembersQuery } from "@/lib/members/records"
import { inReadersDays } from "@/lib/web/reader/days"

/**
 * What a view asks of the members: the newest first, or of the inactive the longest inactive, unless the address says
 * otherwise.
 */
export function membersQuery({ inactive, ...view }: MembersView) {
  const direction = view.direction ?? (inactive ? "asc" : "desc")
  return { ...view, direction, inactive: inactive && Number(inactive) } satisfies MembersQuery
}

/** Whether the records can be in the order of contacts: of a few filters no index knows it. */
export function hasContactsInOrder({ expires, delivery, from, to }: RecordsView): boolean {
  return !(expires || delivery || from || to)
}

/** What a view asks of the records: the latest first, unless the address says otherwise. */
export async function recordsQuery(view: RecordsView) {
  const sort = hasContactsInOrder(view) ? (view.sort ?? "sent") : "sent"
  const direction = view.direction ?? (sort === "sent" ? "desc" : "asc")
  const { from, to } = await inReadersDays({ from: view.from, to: view.to })
  return { ...view, from, to, expires: view.expires && Number(view.expires), sort, direction } satisfies RecordsQuery
}
