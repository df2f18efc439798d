import type { Route } from "next"

/** The address of the profile, or of one thing to do there. */
export function profilePath(organizationId: string, then?: "edit" | "change"): Route {
  return `/${organizationId}/iam/organization-profile${then ? `?${then}=1` : ""}` as Route
}
