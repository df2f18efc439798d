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
export type Standing = "certified" | "certifying" | "uncertified"

/** Asks only for an enterprise that is not certified, which is the exception. */
export async function standingOf(ctx: LoggedIn, { organizationId, certified }: Organization): Promise<Standing> {
  if (certified) return "certified"
  const { latest } = await certificationOf(ctx, organizationId)
  return latest?.status === "pending" ? "certifying" : "uncertified"
}

interface UncertifiedProps {
  organization: Organization
  standing: Exclude<Standing, "certified">
}

/** Why nobody can be invited yet, and the way to it (R2). */
export async function Uncertified({ organization: { organizationId, role }, standing }: UncertifiedProps) {
  const t = await getTranslations("members")
  const mayCertify = standing === "uncertified" && can(role, "certification.request")
  return (
    <Callout
      tone={standing === "certifying" ? "info" : "warning"}
      title={t(`${standing}.title`)}
      action={
        <RouterButton href={informationOf(organizationId)} look={mayCertify ? "primary" : "secondary"}>
          {mayCertify ? t("uncertified.certify") : t(`${standing}.information`)}
        </RouterButton>
      }
    >
      {standing === "certifying" || mayCertify ? t(`${standing}.next`) : t("uncertified.onlySuperAdmin")}
    </Callout>
  )
}
