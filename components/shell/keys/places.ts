import type { Route } from "next"
import type { ServerAction } from "@/components/forms/call-action"
import {
  accountGroupOf,
  helpOf,
  homeOf,
  inviteOf,
  navigationFor,
  type OrganizationEntry,
} from "@/components/shell/navigation"
import type { ShellWords } from "@/components/shell/shell-words"
import type { shortcutWords } from "@/lib/i18n/shortcuts"
import { can, type Locale } from "@/lib/shared/roles"
import type { FoundMember } from "@/lib/shared/rows/members"

/** What the palette says: its own words, and those by which the frame calls the pages. */
export type PaletteWords = ShellWords & Pick<(typeof shortcutWords)[Locale], "palette">

/** What can be done from anywhere. */
export type Act = "invite" | "sheet" | "palette"

/** Where the palette is opened, and by whom. */
export interface PaletteAbout {
  /** The organization in view; null on a page of a person's own. */
  organization: OrganizationEntry | null
  organizations: readonly OrganizationEntry[]
  operator: boolean
  findMembers: ServerAction<FoundMember[]>
}

/** One line of the palette: a page, or something to do. */
export interface Place {
  id: string
  label: string
  detail?: string
  icon: string
  /** The key that does the same. */
  keys?: string
  to: { href: Route } | { act: Act }
}

export interface PlaceGroup {
  label: string
  items: Place[]
}

/** What the palette offers for a typed text: what contains it, and the members that the server has found by it. */
export function placesFor(
  { about, words }: { about: PaletteAbout; words: PaletteWords },
  typed: string,
  found: FoundMember[],
): PlaceGroup[] {
  const wanted = comparable(typed)
  const fits = ({ label, detail = "" }: Place) =>
    comparable(label).includes(wanted) || ` ${comparable(detail)}`.includes(` ${wanted}`)
  const groups = [
    { label: words.palette.acts, items: acts(about, words).filter(fits) },
    { label: words.palette.pages, items: pages(about, words).filter(fits) },
    { label: words.palette.members, items: members(about, found) },
    { label: words.organizations, items: organizations(about).filter(fits) },
  ]
  return groups.filter(({ items }) => items.length > 0)
}

/** The page's own button, which says why when it cannot be used. */
export function inviteButton(): HTMLElement | null {
  return document.querySelector("[data-invite]")
}

function acts({ organization }: PaletteAbout, words: PaletteWords): Place[] {
  const invites = organization !== null && can(organization.role, "members.invite")
  const to = inviteButton() ? { act: "invite" as const } : { href: inviteOf(organization?.id ?? "") }
  const invite = { id: "invite", label: words.palette.invite, icon: "invite", keys: "I", to }
  return [
    ...(invites ? [invite] : []),
    { id: "sheet", label: words.shortcuts, icon: "keyboard", keys: "?", to: { act: "sheet" } },
  ]
}

function pages({ organization, operator }: PaletteAbout, words: PaletteWords): Place[] {
  const sections = organization ? navigationFor(organization.id, organization.role) : []
  const entries = sections.flatMap((section) =>
    section.entries.map(({ name, hint, href }) => ({
      id: name,
      label: words[name],
      detail: hint ? words[hint] : words[section.name],
      icon: name,
      to: { href },
    })),
  )
  return [
    ...entries,
    { id: "account", label: words.account, icon: "account", to: { href: "/me" } },
    ...(operator
      ? [{ id: "operator", label: words.operator, icon: "operator", to: { href: "/operator" as Route } }]
      : []),
    { id: "help", label: words.help, icon: "help", to: { href: helpOf(organization?.id) } },
  ]
}

function members({ organization }: PaletteAbout, found: FoundMember[]): Place[] {
  if (!organization) return []
  return found.map(({ accountId, name, contact, role }) => ({
    id: accountId,
    label: name,
    detail: [contact, role].filter(Boolean).join(" · "),
    icon: "account",
    to: { href: accountGroupOf(organization.id, accountId) },
  }))
}

function organizations({ organization, organizations }: PaletteAbout): Place[] {
  return organizations
    .filter(({ id }) => id !== organization?.id)
    .map(({ id, name, role }) => ({
      id,
      label: name,
      detail: role,
      icon: "organizationProfile",
      to: { href: homeOf(id, role) },
    }))
}

/** Letters as they are looked for: without case and accents. */
function comparable(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim()
}
