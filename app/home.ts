import type { Route } from "next"
import { can } from "@/lib/roles"
import type { Membership } from "@/lib/sessions"

/** The page of an organization at which a member begins. */
export function homeOf({ organizationId, role }: Membership): Route {
  const page = can(role, "members.read") ? "enterprise/members" : "account/overview"
  return `/${organizationId}/${page}` as Route
}
