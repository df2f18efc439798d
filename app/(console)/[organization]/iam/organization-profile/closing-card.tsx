import { getTranslations } from "next-intl/server"
import { closeOrganizationAction } from "@/app/(console)/[organization]/iam/organization-profile/actions"
import { ProveInDialog } from "@/app/(console)/[organization]/iam/prove-in-dialog"
import { DeleteOrganization } from "@/components/organization/delete-organization"
import { Card } from "@/components/ui/card"
import { neededFor } from "@/lib/web/reader/confirmed"

interface ClosingCardProps {
  organization: { id: string; name: string }
  members: number
}

/** Lets the super admin delete an organization once nobody else is in it. */
export async function ClosingCard({ organization, members }: ClosingCardProps) {
  const t = await getTranslations("closing")
  const refusal = members > 1 ? t("notEmpty", { count: members - 1 }) : null
  const button = (
    <DeleteOrganization
      organization={organization}
      refusal={refusal}
      action={closeOrganizationAction}
      password={<ProveInDialog act="organization.close" dialog="delete" />}
      askPassword={(await neededFor("organization.close")) !== null}
    />
  )
  return (
    <Card title={t("title")} description={t("lead")} action={button}>
      {refusal && <p className="text-warning">{refusal}</p>}
    </Card>
  )
}
