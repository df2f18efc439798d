import type { Queries } from "@/db/client"
import type { AuditAction } from "@/lib/audit/actions"
import { audited, type Entry } from "@/lib/audit/audit"
import type { LoggedIn } from "@/lib/core/context"
import { type LockStrength, lockOrganization, ownRoleIn } from "@/lib/core/locks"
import { pipelined } from "@/lib/core/transaction"
import { refuse } from "@/lib/shared/refusals"
import { can, type Permission, type Role } from "@/lib/shared/roles"

/** What is attempted in an organization, the permission that it needs, and how strong a lock. */
export type Attempt<A extends AuditAction> = Entry<A> & {
  organizationId: string
  permission: Permission
  lock?: LockStrength
}

/**
 * Makes one change in an organization, under its lock, for a member with the permission. Refuses an unknown
 * organization with `not_found`, and then, as an attempt that is recorded, what `mustMay` refuses.
 */
export function change<A extends AuditAction, T>(
  ctx: LoggedIn,
  { permission, lock, ...entry }: Attempt<A>,
  work: (tx: Queries, entry: Entry<A> & { organizationId: string }) => Promise<T>,
): Promise<T> {
  const { organizationId } = entry
  return audited(
    ctx,
    async (tx) => {
      const [exists, role] = await pipelined(
        () => lockOrganization({ ...ctx, db: tx }, organizationId, lock),
        () => ownRoleIn({ ...ctx, db: tx }, organizationId),
      )
      if (!exists) refuse("not_found")
      return { entry, role }
    },
    async (tx, { role }) => {
      mustMay(role, permission)
      return work(tx, entry)
    },
  )
}

/** Refuses a role without the permission: `not_found` to an outsider, and `forbidden` to a member. */
export function mustMay(role: Role | null | undefined, permission: Permission): asserts role is Role {
  if (!role) refuse("not_found")
  if (!can(role, permission)) refuse("forbidden")
}
