import { type Column, type SQL, sql } from "drizzle-orm"
import { organizations } from "@/db/schema"
import { settings } from "@/lib/settings"
import type { Role } from "@/lib/shared/roles"

/** The roles of which an organization demands a second factor, by its own word or else by that of the settings, as SQL. */
export function demandedRoles({ factorRoles }: { factorRoles: Column | SQL }): SQL<Role[]> {
  const usual = sql.raw(`'{${settings().factors.roles.join(",")}}'`)
  return sql<Role[]>`coalesce(${factorRoles}, ${usual})`.mapWith(organizations.factorRoles)
}

/** Whether a second factor is demanded of a role in an organization, as SQL. */
export function demandsFactor(role: Column | SQL, organization: { factorRoles: Column | SQL }): SQL<boolean> {
  return sql<boolean>`coalesce(${role} = any(${demandedRoles(organization)}), false)`
}
