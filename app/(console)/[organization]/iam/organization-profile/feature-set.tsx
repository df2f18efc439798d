import { getTranslations } from "next-intl/server"
import {
  cancelFeaturesAction,
  confirmFeaturesAction,
  enableFeaturesAction,
} from "@/app/(console)/[organization]/iam/organization-profile/actions"
import { FeaturesEnabling, FeaturesRequest } from "@/components/organization/features"
import { Card } from "@/components/ui/card"
import type { Features } from "@/lib/shared/rows/organization"

interface FeatureSetProps {
  organizationId: string
  features: Features
}

/** Tells the super admin which features the organization has, and what has become of a request for all of them. */
export async function FeatureSet({ organizationId, features: { allFeatures, request } }: FeatureSetProps) {
  const t = await getTranslations("features")
  const enable = !allFeatures && !request && (
    <FeaturesEnabling organizationId={organizationId} action={enableFeaturesAction} />
  )
  const present = (
    <>
      <span className="font-medium text-foreground">{t(allFeatures ? "all" : "billing")}.</span>{" "}
      {t(allFeatures ? "allLead" : "billingLead")}
    </>
  )
  return (
    <Card title={t("title")} description={present} action={enable}>
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
