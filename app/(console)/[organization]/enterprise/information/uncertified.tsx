import { getTranslations } from "next-intl/server"
import { NoOperator } from "@/app/(console)/[organization]/enterprise/information/no-operator"
import { RequestForm } from "@/app/(console)/[organization]/enterprise/information/request-form"
import { Badge } from "@/components/ui/badge"
import { Callout } from "@/components/ui/callout"
import { Card } from "@/components/ui/card"
import type { LoggedIn } from "@/lib/core/context"
import { ownershipOf } from "@/lib/members/ownership"
import { profileOf } from "@/lib/organizations/profile"
import { can } from "@/lib/shared/roles"
import type { CertificationRequest } from "@/lib/shared/rows/certification"
import type { OrganizationGate } from "@/lib/web/session"

interface UncertifiedProps extends Pick<OrganizationGate, "organization"> {
  ctx: LoggedIn
  /** The request that came to nothing, if there was one. */
  latest: CertificationRequest | null
  answerable: boolean
}

/** Shows why certification matters, and the form or, to all but the super admin, who can send it. */
export async function Uncertified({ ctx, organization, latest, answerable }: UncertifiedProps) {
  const t = await getTranslations("information")
  const maySubmit = can(organization.role, "certification.request")
  return (
    <>
      {latest && <Ended request={latest} maySubmit={maySubmit} />}
      {!answerable && <NoOperator />}
      <Card
        title={t("none.title")}
        description={t("none.lead")}
        action={<Badge tone="warning">{t("none.badge")}</Badge>}
      >
        {maySubmit ? (
          <RequestForm
            organizationId={organization.organizationId}
            former={latest}
            licenceNumber={(await profileOf(ctx, organization.organizationId)).licenceNumber}
          />
        ) : (
          <WhoCan ctx={ctx} organization={organization} />
        )}
      </Card>
    </>
  )
}

/** Shows what came of the last request and why, but never who rejected it. */
async function Ended({ request, maySubmit }: { request: CertificationRequest; maySubmit: boolean }) {
  const t = await getTranslations("information.ended")
  const { status, reason } = request
  const rejected = status === "rejected"
  return (
    <Callout
      tone={rejected ? "danger" : "neutral"}
      title={t(rejected ? "rejected" : status === "expired" ? "expired" : "withdrawn")}
    >
      {rejected && maySubmit && (
        <p className="whitespace-pre-line" dir="auto">
          {reason}
        </p>
      )}
    </Callout>
  )
}

async function WhoCan({ ctx, organization }: Pick<UncertifiedProps, "ctx" | "organization">) {
  const t = await getTranslations("information")
  const { owner } = await ownershipOf(ctx, organization.organizationId)
  return <p>{t.rich("whoCan", { name: () => <bdi className="font-medium">{owner.name}</bdi> })}</p>
}
