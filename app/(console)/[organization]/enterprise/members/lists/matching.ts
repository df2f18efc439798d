import "server-only"
import { membersQuery, recordsQuery } from "@/app/(console)/[organization]/enterprise/members/queries"
import {
  type MembersPageView,
  parseMembersPageView,
} from "@/app/(console)/[organization]/enterprise/members/search-params"
import { pack } from "@/components/ui/packed"
import type { Context, ReadableOrganizationId } from "@/lib/core/context"
import { listInvitations } from "@/lib/invitations/records"
import { gather } from "@/lib/lists/gathering"
import { listMembers } from "@/lib/members/records"
import type { Input } from "@/lib/shared/forms"
import { shown } from "@/lib/web/reader/shown"

/** Of all members that an address shows on its pages, what a selection needs to know. */
export async function matchingMembers(ctx: Context, id: ReadableOrganizationId, { query, cursor }: Input<"matching">) {
  const asked = membersQuery(viewOf("members", query))
  const { rows, later } = await gather((at) => listMembers(ctx, id, { ...asked, cursor: at }), cursor)
  return {
    later,
    rows: pack(rows.map(({ accountId, name, role, removable }) => ({ accountId, name, role, removable }))),
  }
}

/** The same of records. */
export async function matchingRecords(
  ctx: Context,
  organizationId: ReadableOrganizationId,
  { query, cursor }: Input<"matching">,
) {
  const asked = await recordsQuery(viewOf("records", query))
  const { rows, later } = await gather((at) => listInvitations(ctx, organizationId, { ...asked, cursor: at }), cursor)
  return {
    later,
    rows: pack(shown(rows.map(({ id, contact, status, delivery }) => ({ id, contact, status, delivery })))),
  }
}

/** What an address asks a list for, whichever page of it is open. */
function viewOf<T extends MembersPageView["tab"]>(tab: T, query: string) {
  const asked = Object.fromEntries(new URLSearchParams(query))
  return parseMembersPageView({ ...asked, tab }) as Extract<MembersPageView, { tab: T }>
}
