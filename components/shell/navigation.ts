import type { Route } from "next"
import type { ReactNode } from "react"
import { can, type Permission, type Role } from "@/lib/shared/roles"

interface Entry {
  /** Its word in the messages of the shell. */
  name: string
  /** The word for another name that people look for. */
  hint?: string
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
      {
        name: "accountGroup",
        hint: "accountGroupHint",
        path: "enterprise/account-group",
        permission: "members.read",
      },
      { name: "information", path: "enterprise/information", permission: "profile.read" },
      { name: "billing", path: "enterprise/billing", permission: "billing.read" },
    ],
  },
  {
    name: "iam",
    entries: [
      { name: "organizationProfile", path: "iam/organization-profile", permission: "profile.read" },
      { name: "accessKeys", path: "iam/access-keys", permission: "keys.read" },
      { name: "audit", path: "iam/audit", permission: "audit.read" },
    ],
  },
  {
    name: "accountCenter",
    entries: [
      { name: "overview", path: "account/overview" },
      { name: "tasks", path: "account/tasks", permission: "requests.review" },
      { name: "myEntity", path: "account/my-entity" },
      { name: "affiliation", path: "account/affiliation" },
    ],
  },
] as const satisfies readonly Section[]

export type SectionName = (typeof sections)[number]["name"]
type EntryName = (typeof sections)[number]["entries"][number]["name"]
/** What the words of the frame have for the entries. */
export type EntryWord = EntryName | "accountGroupHint"

/** An organization of the reader, with their role in it. */
export interface OrganizationEntry {
  id: string
  name: string
  certified: boolean
  role: Role
}

/** What can stand beside an entry, such as how much waits there. */
export type Marks = Partial<Record<EntryName, ReactNode>>

/** What a role finds in the sidebar of an organization. */
export function navigationFor(organizationId: string, role: Role) {
  return sections
    .map(({ name, entries }) => ({
      name,
      entries: entries
        .filter((entry: Entry) => !entry.permission || can(role, entry.permission))
        .map((entry) => ({
          name: entry.name,
          hint: "hint" in entry ? entry.hint : null,
          href: `/${organizationId}/${entry.path}` as Route,
        })),
    }))
    .filter(({ entries }) => entries.length > 0)
}

/** The page of an organization at which it is certified: what needs certification leads there. */
export function informationOf(organizationId: string): Route {
  return `/${organizationId}/enterprise/information` as Route
}

/** The page of an organization at which requests wait for their reviewers. */
export function tasksOf(organizationId: string): Route {
  return `/${organizationId}/account/tasks` as Route
}

/** The page of an organization at which members answer what is asked of their own accounts. */
export function affiliationOf(organizationId: string): Route {
  return `/${organizationId}/account/affiliation` as Route
}

/** The page of an organization about who pays and what is used. */
export function billingOf(organizationId: string): Route {
  return `/${organizationId}/enterprise/billing` as Route
}

/** The page of an organization that lists its access keys. */
export function accessKeysOf(organizationId: string): Route {
  return `/${organizationId}/iam/access-keys` as Route
}

/** The page of an organization that lists its members. */
export function membersOf(organizationId: string): Route {
  return `/${organizationId}/enterprise/members` as Route
}

/** The page of an organization's members with its drawer open. */
export function inviteOf(organizationId: string): Route {
  return `${membersOf(organizationId)}?invite=1` as Route
}

/** The page of an organization that lists its accounts, or tells of one member. */
export function accountGroupOf(organizationId: string, accountId?: string): Route {
  return `/${organizationId}/enterprise/account-group${accountId ? `/${accountId}` : ""}` as Route
}

/** The page of terms and keys; that of an organization keeps its frame. */
export function helpOf(organizationId?: string): Route {
  return (organizationId ? `/${organizationId}/help` : "/help") as Route
}

interface Person {
  account: { operator: boolean }
  memberships: readonly { organizationId: string; role: Role }[]
}

/** The page at which a person begins: that of their first organization, the operator's, or their own. */
export function startOf({ account, memberships: [first] }: Person): Route {
  if (first) return homeOf(first.organizationId, first.role)
  return account.operator ? "/operator" : "/me"
}

/** The page of an organization at which a role begins: the members, or the account's own overview. */
export function homeOf(organizationId: string, role: Role): Route {
  return `/${organizationId}/${can(role, "members.read") ? "enterprise/members" : "account/overview"}` as Route
}
