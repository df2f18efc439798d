import type { Route } from "next"
import { useTranslations } from "next-intl"
import { Badge } from "@/components/ui/badge"
import { Card } from "@/components/ui/card"
import { RouterLink } from "@/components/ui/router-links"
import type { Membership } from "@/lib/sessions"

export function OrganizationsCard({ memberships, current }: { memberships: Membership[]; current: string }) {
  const t = useTranslations("overview")
  return (
    <Card title={t("organizations")}>
      <ul className="flex flex-col divide-y">
        {memberships.map(({ organizationId, name, role }) => (
          <li key={organizationId} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 py-2.5">
            <span className="flex flex-wrap items-center gap-2">
              <RouterLink href={`/${organizationId}` as Route}>{name}</RouterLink>
              {organizationId === current && <Badge>{t("here")}</Badge>}
            </span>
            <code className="text-secondary text-sm">{role}</code>
          </li>
        ))}
      </ul>
    </Card>
  )
}
