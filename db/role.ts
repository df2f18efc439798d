/** The role as which the app works where the settings name no other. */
export const USUAL_ROLE = "muster_app"

/**
 * The role of the app's connections, from `DATABASE_ROLE`. Null where that says `none`: behind a pooler that refuses to
 * set it, or for a login that is this role itself.
 */
export function appRole(env: Record<string, string | undefined> = process.env): string | null {
  const named = env.DATABASE_ROLE || USUAL_ROLE
  return named === "none" ? null : named
}
