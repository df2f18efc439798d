import type { Route } from "next"
import { can, type Permission, type Role } from "@/lib/roles"

interface Entry {
  /** Its word in the messages of the shell. */
  name: string
  path: string
  permission?: Permission
}

interface Section {
  name: string
  entries: readonly Entry[]
}

/** The pages of the console, in the order of the sidebar. */
const sections = [
  {
    name: "enterprise",
    entries: [
      { name: "members", path: "enterprise/members", permission: "members.read" },
      { name: "information", path: "enterprise/information", permission: "profile.read" },
    ],
  },
  {
    name: "iam",
    entries: [
      { name: "organizationProfile", path: "iam/organization-profile", permission: "profile.read" },
      { name: "audit", path: "iam/audit", permission: "audit.read" },
    ],
  },
  {
    name: "accountCenter",
    entries: [{ name: "overview", path: "account/overview" }],
  },
] as const satisfies readonly Section[]

export type SectionName = (typeof sections)[number]["name"]

/** What a role finds in the sidebar of an organization. */
export function navigationFor(organizationId: string, role: Role) {
  return sections
    .map(({ name, entries }) => ({
      name,
      entries: entries
        .filter((entry: Entry) => !entry.permission || can(role, entry.permission))
        .map((entry) => ({ name: entry.name, href: `/${organizationId}/${entry.path}` as Route })),
    }))
    .filter(({ entries }) => entries.length > 0)
}

/** The page of an organization at which it is certified: what needs certification leads there. */
export function informationOf(organizationId: string): Route {
  return `/${organizationId}/enterprise/information` as Route
}

/** The page of an organization at which a role begins: its members, or what oneself is there. */
export function homeOf(organizationId: string, role: Role): Route {
  return `/${organizationId}/${can(role, "members.read") ? "enterprise/members" : "account/overview"}` as Route
}
