import { getTranslations } from "next-intl/server"
import { ClientMessages } from "@/app/(console)/client-messages"
import {
  affiliationAction,
  approveFeaturesAction,
  declineFeaturesAction,
  withdrawRequestAction,
} from "@/app/me/affiliation/actions"
import { FeatureApproval } from "@/components/affiliation/approval"
import { AffiliationRequests } from "@/components/affiliation/requests"
import { AffiliationSteps } from "@/components/affiliation/steps"
import { Callout } from "@/components/ui/callout"
import { Card } from "@/components/ui/card"
import { LinkButton } from "@/components/ui/link-button"
import { ownEntity } from "@/lib/accounts/own-entity"
import type { LoggedIn } from "@/lib/core/context"
import { whyNotMove } from "@/lib/effects/affiliate"
import { ownApprovals } from "@/lib/organizations/features"
import { ownRequests } from "@/lib/organizations/joining"
import type { AffiliationRequest, OwnEntity } from "@/lib/shared/rows/affiliation"

/** Shows what the account is asked to approve, its request to join or why it cannot make one, and earlier requests. */
export async function Affiliation({ ctx }: { ctx: LoggedIn }) {
  const [own, requests, approvals] = await Promise.all([ownEntity(ctx), ownRequests(ctx), ownApprovals(ctx)])
  return (
    <ClientMessages of={["affiliation", "requestStatuses"]}>
      {approvals.map((approval) => (
        <FeatureApproval
          key={approval.id}
          approval={approval}
          actions={{ approve: approveFeaturesAction, decline: declineFeaturesAction }}
        />
      ))}
      <Asking {...own} requests={requests} />
      <Requests requests={requests} />
    </ClientMessages>
  )
}

/** Says that an account can join no enterprise before anything is typed; the server refuses it in any case. */
async function Asking({ entity, affiliation, requests }: OwnEntity & { requests: AffiliationRequest[] }) {
  const t = await getTranslations("affiliation")
  const blockedBy = whyNotMove({ entity: entity?.type ?? null, affiliation })
  if (entity && blockedBy === "entity_fixed") return <Fixed {...entity} />
  if (affiliation && blockedBy === "already_affiliated") {
    return (
      <Callout
        title={t("bound.title", { organization: affiliation.organization })}
        action={<LinkButton href="/me">{t("refused.leave")}</LinkButton>}
      >
        {t("bound.next")}
      </Callout>
    )
  }
  const waiting = requests.filter(({ status }) => status === "pending").map(({ id }) => id)
  return (
    <Card>
      <AffiliationSteps action={affiliationAction} present={entity?.name ?? null} waiting={waiting} />
    </Card>
  )
}

async function Fixed({ name, type }: NonNullable<OwnEntity["entity"]>) {
  const [t, types] = await Promise.all([getTranslations("affiliation.fixed"), getTranslations("entityTypes")])
  return (
    <Callout tone="warning" title={t("title")}>
      {t("next", { entity: name, type: types(`${type}.name`) })}
    </Callout>
  )
}

async function Requests({ requests }: { requests: AffiliationRequest[] }) {
  const t = await getTranslations("affiliation.requests")
  if (requests.length === 0) {
    return (
      <Card title={t("title")}>
        <div>
          <p>{t("none")}</p>
          <p className="text-secondary">{t("noneHint")}</p>
        </div>
      </Card>
    )
  }
  return (
    <Card title={t("title")}>
      <AffiliationRequests requests={requests} withdraw={withdrawRequestAction} />
    </Card>
  )
}
