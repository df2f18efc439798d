import { getTranslations } from "next-intl/server"
import { informationOf } from "@/components/shell/navigation"
import { Callout } from "@/components/ui/callout"
import { RouterButton } from "@/components/ui/router-links"
import type { LoggedIn } from "@/lib/core/context"
import { certificationOf } from "@/lib/organizations/certification"
import { can } from "@/lib/shared/roles"
import type { OrganizationGate } from "@/lib/web/session"

type Organization = OrganizationGate["organization"]

/** Whether an enterprise is certified, has asked to be, or has not. */
export type CertificationStatus = "certified" | "certifying" | "uncertified"

/** Asks only for an enterprise that is not certified, which is the exception. */
export async function certificationStatus(
  ctx: LoggedIn,
  { organizationId, certified }: Organization,
): Promise<CertificationStatus> {
  if (certified) return "certified"
  const { latest } = await certificationOf(ctx, organizationId)
  return latest?.status === "pending" ? "certifying" : "uncertified"
}

interface UncertifiedHintProps {
  organization: Organization
  status: CertificationStatus
}

/** Why nobody can be invited yet, and the way to it; nothing for an enterprise that is certified. */
export async function UncertifiedHint({ organization: { organizationId, role }, status }: UncertifiedHintProps) {
  const t = await getTranslations("members")
  if (status === "certified") return null
  const mayCertify = status === "uncertified" && can(role, "certification.request")
  return (
    <Callout
      tone={status === "certifying" ? "info" : "warning"}
      title={t(`${status}.title`)}
      action={
        <RouterButton href={informationOf(organizationId)} look={mayCertify ? "primary" : "secondary"}>
          {mayCertify ? t("uncertified.certify") : t(`${status}.information`)}
        </RouterButton>
      }
    >
      {status === "certifying" || mayCertify ? t(`${status}.next`) : t("uncertified.onlySuperAdmin")}
    </Callout>
  )
}
