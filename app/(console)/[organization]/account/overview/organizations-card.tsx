import type { Route } from "next"
import { useTranslations } from "next-intl"
import { ClientMessages } from "@/app/(console)/client-messages"
import { leaveAction } from "@/app/me/actions"
import { MembershipItem } from "@/components/members/membership-item"
import { Badge } from "@/components/ui/badge"
import { Card } from "@/components/ui/card"
import { RouterButton, RouterLink } from "@/components/ui/router-links"
import type { Membership } from "@/lib/accounts/sessions"

/** Where else this account belongs: the way there, the way out, and the way to an organization of one's own. */
export function OrganizationsCard({ memberships, current }: { memberships: Membership[]; current: string }) {
  const t = useTranslations("overview")
  return (
    <Card
      title={t("organizations")}
      action={<RouterButton href="/me/organization">{t("createOrganization")}</RouterButton>}
    >
      <ClientMessages of={["leaving"]}>
        <ul className="flex flex-col divide-y">
          {memberships.map((one) => (
            <MembershipItem key={one.organizationId} membership={one} leave={leaveAction}>
              <span className="flex flex-wrap items-center gap-2">
                <RouterLink href={`/${one.organizationId}` as Route} className="wrap-anywhere">
                  {one.name}
                </RouterLink>
                {one.organizationId === current && <Badge>{t("here")}</Badge>}
              </span>
            </MembershipItem>
          ))}
        </ul>
      </ClientMessages>
    </Card>
  )
}
