import { getTranslations } from "next-intl/server"
import {
  cancelFeaturesAction,
  confirmFeaturesAction,
  enableFeaturesAction,
} from "@/app/(console)/[organization]/iam/organization-profile/actions"
import { FeaturesEnabling, FeaturesRequest } from "@/components/organization/features"
import { Badge } from "@/components/ui/badge"
import { Card } from "@/components/ui/card"
import type { Features } from "@/lib/shared/rows/organization"

interface FeaturesCardProps {
  organizationId: string
  features: Features
}

/** Shows the super admin which features the organization has, and the request for all of them. */
export async function FeaturesCard({ organizationId, features: { allFeatures, request } }: FeaturesCardProps) {
  const t = await getTranslations("features")
  const enable = !allFeatures && !request && (
    <FeaturesEnabling organizationId={organizationId} action={enableFeaturesAction} />
  )
  return (
    <Card title={t("title")} action={enable}>
      <div className="flex flex-col items-start gap-1.5">
        <Badge tone={allFeatures ? "success" : "neutral"}>{t(allFeatures ? "all" : "billing")}</Badge>
        <p className="text-secondary">{t(allFeatures ? "allLead" : "billingLead")}</p>
      </div>
      {request && (
        <FeaturesRequest
          organizationId={organizationId}
          request={request}
          actions={{ confirm: confirmFeaturesAction, cancel: cancelFeaturesAction }}
        />
      )}
    </Card>
  )
}
