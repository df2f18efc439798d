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

/** Tells the super admin in a line which features the organization has; a request for all of them is a card. */
export async function FeatureSet({ organizationId, features: { allFeatures, request } }: FeatureSetProps) {
  const t = await getTranslations("features")
  const enable = !allFeatures && !request && (
    <FeaturesEnabling organizationId={organizationId} action={enableFeaturesAction} />
  )
  const present = (
    <p className="text-secondary">
      <span className="font-medium text-foreground">{t(allFeatures ? "all" : "billing")}.</span>{" "}
      {t(allFeatures ? "allLead" : "billingLead")}
    </p>
  )
  if (!request) {
    return (
      <section className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 px-4 sm:px-5">
        <div>
          <h2 className="font-semibold">{t("title")}</h2>
          {present}
        </div>
        {enable}
      </section>
    )
  }
  return (
    <Card title={t("title")}>
      {present}
      <FeaturesRequest
        organizationId={organizationId}
        request={request}
        actions={{ confirm: confirmFeaturesAction, cancel: cancelFeaturesAction }}
      />
    </Card>
  )
}
