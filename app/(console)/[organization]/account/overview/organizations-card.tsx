import type { Route } from "next"
import { useTranslations } from "next-intl"
import { leaveAction } from "@/app/account/actions"
import { Leaving } from "@/components/leaving"
import { Badge } from "@/components/ui/badge"
import { Card } from "@/components/ui/card"
import { RouterButton, RouterLink } from "@/components/ui/router-links"
import type { Membership } from "@/lib/sessions"
import { ClientWords } from "../../../client-words"

/** Where else this account belongs: the way there, the way out, and the way to an organization of one's own. */
export function OrganizationsCard({ memberships, current }: { memberships: Membership[]; current: string }) {
  const t = useTranslations("overview")
  return (
    <Card
      title={t("organizations")}
      action={<RouterButton href="/account/organization">{t("createOrganization")}</RouterButton>}
    >
      <ClientWords of={["leaving"]}>
        <ul className="flex flex-col divide-y">
          {memberships.map((one) => (
            <Organization key={one.organizationId} {...one} here={one.organizationId === current} />
          ))}
        </ul>
      </ClientWords>
    </Card>
  )
}

function Organization({ organizationId: id, name, role, here }: Membership & { here: boolean }) {
  const [t, refusals] = [useTranslations("overview"), useTranslations("refusals")]
  return (
    <li className="flex items-center justify-between gap-4 py-2.5">
      <span className="flex min-w-0 flex-col">
        <span className="flex flex-wrap items-center gap-2">
          <RouterLink href={`/${id}` as Route} className="break-words">
            {name}
          </RouterLink>
          {here && <Badge>{t("here")}</Badge>}
        </span>
        <code className="text-secondary text-sm">{role}</code>
      </span>
      <Leaving
        organization={{ id, name }}
        refusal={role === "super_admin" ? refusals("owner_cannot_leave") : null}
        action={leaveAction}
      />
    </li>
  )
}
