import { useTranslations } from "next-intl"
import type { ReactNode } from "react"
import { NavLink } from "@/components/shell/nav-link"
import { type Marks, navigationFor, type OrganizationEntry, type SectionName } from "@/components/shell/navigation"

export function Navigation({ organization, marks }: { organization: OrganizationEntry; marks?: Marks }) {
  const t = useTranslations("shell")
  return (
    <nav aria-label={t("navigation")} className="flex grow flex-col gap-4 overflow-y-auto">
      {navigationFor(organization.id, organization.role).map(({ name, entries }) => (
        <Section key={name} name={name}>
          {entries.map((entry) => (
            <li key={entry.name}>
              <NavLink href={entry.href} title={entry.hint ? t(entry.hint) : undefined}>
                {t(entry.name)}
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
  const t = useTranslations("shell")
  return (
    <section aria-labelledby={`nav-${name}`}>
      <h2 id={`nav-${name}`} className="px-2 pb-1 font-medium text-tertiary text-xs">
        {t(name)}
      </h2>
      <ul className="flex flex-col gap-0.5">{children}</ul>
    </section>
  )
}
