import type { Queries } from "@/db/client"
import { attempt, type Entry } from "@/lib/audit/audit"
import type { LoggedIn } from "@/lib/core/context"
import { pipelined } from "@/lib/core/transaction"
import { lockOrganization, roleIn } from "@/lib/organizations/organizations"
import { refuse } from "@/lib/shared/refusals"
import { can, type Permission, type Role } from "@/lib/shared/roles"

/** What is attempted in an organization. */
type Attempted = Entry & { organizationId: string }

/** Refuses a role that has no such right: to an outsider the organization does not exist, a member is told `forbidden`. */
export function mustMay(role: Role | null | undefined, permission: Permission): asserts role is Role {
  if (!role) refuse("not_found")
  if (!can(role, permission)) refuse("forbidden")
}

/**
 * Locks an organization for a change, and gives its entry for the audit. Refuses an unknown organization with
 * `not_found`, and then, as an attempt that is kept, what `mustMay` refuses.
 */
export async function lockFor(
  permission: Permission,
  tx: Queries,
  { actor }: LoggedIn,
  attempted: Attempted,
  about: (entry: Entry) => Entry,
): Promise<Entry> {
  const { organizationId } = attempted
  const [[organization], role] = await pipelined(
    () => lockOrganization(tx, organizationId),
    () => roleIn(tx, organizationId, actor.accountId),
  )
  if (!organization) refuse("not_found")
  const entry = about(attempted)
  mustMay(role, permission)
  return entry
}

/** One change in an organization by somebody who has the right to it, under the organization's lock. Refuses as `lockFor` does. */
export function changeAs<T>(
  permission: Permission,
  ctx: LoggedIn,
  attempted: Attempted,
  effect: (tx: Queries, entry: Entry) => Promise<T>,
): Promise<T> {
  return attempt(ctx, async (tx, about) => effect(tx, await lockFor(permission, tx, ctx, attempted, about)))
}
