import { getTranslations } from "next-intl/server"
import { withdrawAction } from "@/app/(console)/[organization]/enterprise/information/actions"
import { entityFacts } from "@/app/(console)/[organization]/enterprise/information/entity-facts"
import { NoOperator } from "@/app/(console)/[organization]/enterprise/information/no-operator"
import { StateBadge } from "@/components/lists/state-badge"
import { RequestWithdrawal } from "@/components/tasks/request-withdrawal"
import { Callout } from "@/components/ui/callout"
import { Card } from "@/components/ui/card"
import { Facts } from "@/components/ui/facts"
import { Time } from "@/components/ui/time"
import { can } from "@/lib/shared/roles"
import type { CertificationRequest } from "@/lib/shared/rows/certification"
import type { OrganizationGate } from "@/lib/web/session"

interface PendingProps extends Pick<OrganizationGate, "organization"> {
  request: CertificationRequest
  answerable: boolean
}

/** What was submitted, and until when an operator can answer it. */
export async function Pending({ organization, request, answerable }: PendingProps) {
  const [t, words] = await Promise.all([getTranslations("information"), getTranslations("requestStatuses")])
  const { id, applicant, sentAt, expiresAt, orphaned } = request
  return (
    <>
      {orphaned && (
        <Callout tone="warning" title={t("orphaned.title")}>
          {t("orphaned.next", { applicant })}
        </Callout>
      )}
      {!answerable && <NoOperator />}
      <Card
        title={t("pending.title")}
        description={t("pending.lead")}
        action={<StateBadge status="pending" label={words("pending")} />}
      >
        <Facts
          facts={[
            ...(await entityFacts(request)),
            [
              t("pending.submitted"),
              <span key="submitted">
                <bdi>{applicant}</bdi>, <Time value={sentAt} absolute />
              </span>,
            ],
            [t("pending.until"), <Time key="until" value={expiresAt} absolute />],
          ]}
        />
        {can(organization.role, "certification.request") && (
          <RequestWithdrawal id={id} of="information" action={withdrawAction} />
        )}
      </Card>
    </>
  )
}
