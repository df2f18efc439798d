import type { ReactNode } from "react"
import { NavLink } from "@/components/shell/nav-link"
import { type Marks, navigationFor, type OrganizationEntry, type SectionName } from "@/components/shell/navigation"
import { useShellWords } from "@/components/shell/shell-words"

export function Navigation({ organization, marks }: { organization: OrganizationEntry; marks?: Marks }) {
  const words = useShellWords()
  return (
    <nav aria-label={words.navigation} className="ways">
      {navigationFor(organization.id, organization.role).map(({ name, entries }) => (
        <Section key={name} name={name}>
          {entries.map((entry) => (
            <li key={entry.name}>
              <NavLink href={entry.href} icon={entry.name}>
                <span>
                  {words[entry.name]}
                  {entry.hint && <small>{words[entry.hint]}</small>}
                </span>
                {marks?.[entry.name]}
              </NavLink>
            </li>
          ))}
        </Section>
      ))}
    </nav>
  )
}

function Section({ name, children }: { name: SectionName; children: ReactNode }) {
  const words = useShellWords()
  return (
    <section aria-labelledby={`nav-${name}`}>
      <h2 id={`nav-${name}`}>{words[name]}</h2>
      <ul>{children}</ul>
    </section>
  )
}
