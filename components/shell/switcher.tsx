import clsx from "clsx"
import Link from "next/link"
import { homeOf, type OrganizationEntry } from "@/components/shell/navigation"
import { useShellWords } from "@/components/shell/shell-words"
import { menuBox, menuItem } from "@/components/ui/menu-styles"
import { Underway } from "@/components/ui/router-links"
import { Tile } from "@/components/ui/tile"

interface SwitcherProps {
  organizations: readonly OrganizationEntry[]
  current: OrganizationEntry
}

/** The present organization, with the reader's others and the way to create one behind it. */
export function Switcher({ organizations, current }: SwitcherProps) {
  const words = useShellWords()
  return (
    <div>
      <button type="button" popoverTarget="organizations" className="opener">
        <Present organization={current} />
      </button>
      <nav
        id="organizations"
        popover="auto"
        aria-label={words.organizations}
        className={clsx(menuBox, "hang-start w-60")}
      >
        <Organizations organizations={organizations} current={current} />
        <Link href="/me/organization" className={clsx(menuItem, "mt-1 rounded-t-none border-t")} data-icon="plus">
          {words.createOrganization}
        </Link>
      </nav>
    </div>
  )
}

function Present({ organization: { name, certified, role } }: { organization: OrganizationEntry }) {
  const words = useShellWords()
  return (
    <span className="flex min-w-0 grow items-center gap-2.5 p-2">
      <Tile name={name} />
      <span className="flex min-w-0 grow flex-col">
        <span className="flex items-center gap-1">
          <span className="wrap-anywhere line-clamp-2 font-semibold text-sm leading-tight">{name}</span>
          {certified && (
            <span role="img" aria-label={words.certified} data-icon="information" className="flex text-info" />
          )}
        </span>
        <code className="truncate text-secondary text-xs">{role}</code>
      </span>
    </span>
  )
}

function Organizations({ organizations, current }: SwitcherProps) {
  return (
    <ul>
      {organizations.map(({ id, name, role }) => (
        <li key={id}>
          <Link
            href={homeOf(id, role)}
            aria-current={id === current.id || undefined}
            className={clsx(menuItem, "py-1.5")}
          >
            <Tile name={name} size="small" />
            <span className="flex min-w-0 grow flex-col">
              <span className="truncate font-medium">{name}</span>
              <code className="text-tertiary text-xs">{role}</code>
            </span>
            {id === current.id && <span data-icon="check" />}
            <Underway />
          </Link>
        </li>
      ))}
    </ul>
  )
}
