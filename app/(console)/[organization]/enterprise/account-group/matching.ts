import "server-only"
import {
  accountsQuery,
  parseAccountGroupView,
} from "@/app/(console)/[organization]/enterprise/account-group/search-params"
import { pack } from "@/components/ui/packed"
import type { Context, ReadableOrganizationId } from "@/lib/core/context"
import { gather } from "@/lib/lists/gathering"
import { listMemberAccounts } from "@/lib/members/account-group"
import type { Input } from "@/lib/shared/forms"

/** Of all accounts that an address shows on its pages, what a selection needs to know. */
export async function matchingAccounts(ctx: Context, id: ReadableOrganizationId, { query, cursor }: Input<"matching">) {
  const view = parseAccountGroupView(Object.fromEntries(new URLSearchParams(query)))
  const { rows, later } = await gather(
    (at) => listMemberAccounts(ctx, id, { ...accountsQuery(view), cursor: at }),
    cursor,
  )
  const facts = rows.map(({ accountId, name, role, removable, security: { state, handshakeId } }) => ({
    accountId,
    name,
    role,
    removable,
    state,
    handshakeId,
  }))
  return { later, rows: pack(facts) }
}
