export { type Locale, locales } from "@/lib/shared/languages"

/** What kind of legal person an entity is. */
export const entityTypes = ["enterprise", "sole_proprietorship", "individual"] as const
export type EntityType = (typeof entityTypes)[number]

/** How a member came in: without a handshake, or by the kind of it. */
export const origins = ["founder", "created", "invitation", "join-request"] as const
export type Origin = (typeof origins)[number]

export const roles = ["super_admin", "admin", "finance_admin", "dev_admin", "member"] as const
export type Role = (typeof roles)[number]

/** What an invitation can give; `super_admin` is reached by ownership transfer alone. */
export const invitableRoles = ["finance_admin", "dev_admin", "member"] as const
export type InvitableRole = (typeof invitableRoles)[number]

/** What the super admin can make of a present member. */
export const assignableRoles = ["admin", ...invitableRoles] as const
export type AssignableRole = (typeof assignableRoles)[number]

/** What an access key may be used for; each is still bounded by what its account may do. Tagging is one of its own. */
export const keyPermissions = ["read", "invite", "answer", "accounts", "tag", "policies", "organization"] as const
export type KeyPermission = (typeof keyPermissions)[number]

/** Who may do what, in one place: pages, actions and programs read this table. */
const grants = {
  "members.read": ["super_admin", "admin"],
  "members.invite": ["super_admin"],
  "members.manage": ["super_admin"],
  "profile.read": roles,
  "profile.edit": ["super_admin", "admin"],
  "owner.change": ["super_admin"],
  "organization.manage": ["super_admin"],
  "certification.request": ["super_admin"],
  "code.manage": ["super_admin"],
  "requests.review": ["super_admin", "admin"],
  "accounts.manage": ["super_admin"],
  "audit.read": ["super_admin", "admin"],
  "billing.read": ["super_admin", "finance_admin"],
  "keys.read": ["super_admin", "dev_admin"],
  "keys.manage": ["super_admin"],
  "tags.manage": ["super_admin"],
  "policies.manage": ["super_admin"],
} as const satisfies Record<string, readonly Role[]>

export type Permission = keyof typeof grants
export const permissions = Object.keys(grants) as Permission[]

/** The roles that have a permission. */
export function rolesWith(permission: Permission): readonly Role[] {
  return grants[permission]
}

/** Whether a role (null for an outsider) has a permission. */
export function can(role: Role | null | undefined, permission: Permission): boolean {
  const allowed: readonly Role[] = grants[permission]
  return role != null && allowed.includes(role)
}
