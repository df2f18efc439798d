import type { Route } from "next"
import { useTranslations } from "next-intl"
import type { ServerAction } from "@/components/forms/call-action"
import { StateBadge } from "@/components/lists/state-badge"
import { RequestWithdrawal } from "@/components/tasks/request-withdrawal"
import { Facts } from "@/components/ui/facts"
import { LinkButton } from "@/components/ui/link-button"
import { Time } from "@/components/ui/time"
import type { AffiliationRequest } from "@/lib/shared/rows/affiliation"

interface AffiliationRequestsProps {
  requests: AffiliationRequest[]
  withdraw: ServerAction
}

/** What became of the requests that the account has made, latest first. */
export function AffiliationRequests({ requests, withdraw }: AffiliationRequestsProps) {
  return (
    <ul className="flex flex-col divide-y">
      {requests.map((request) => (
        <li key={request.id} className="flex flex-col gap-3 py-4 first:pt-0 last:pb-0">
          <Head {...request} />
          <RequestFacts {...request} />
          <Next request={request} withdraw={withdraw} />
        </li>
      ))}
    </ul>
  )
}

function Head({ organization, status }: AffiliationRequest) {
  const words = useTranslations("requestStatuses")
  return (
    <div className="flex flex-wrap items-center justify-between gap-2">
      <h3 className="break-words font-medium">
        <bdi>{organization}</bdi>
      </h3>
      <StateBadge status={status} label={words(status)} />
    </div>
  )
}

function RequestFacts({ reviewer, answered, description, sentAt, expiresAt, status, reason }: AffiliationRequest) {
  const t = useTranslations("affiliation.requests")
  return (
    <Facts
      aligned
      facts={[
        reason ? [t("reason"), <Words key="reason" text={reason} />] : null,
        answered ? [t("answeredBy"), answered.by] : [t("reviewer"), reviewer],
        description ? [t("description"), <Words key="description" text={description} />] : null,
        [t("sent"), <Time key="sent" value={sentAt} absolute />],
        answered ? [t("answered"), <Time key="answered" value={answered.at} absolute />] : null,
        status === "pending" ? [t("until"), <Time key="until" value={expiresAt} absolute />] : null,
      ]}
    />
  )
}

function Words({ text }: { text: string }) {
  return (
    <span className="whitespace-pre-line" dir="auto">
      {text}
    </span>
  )
}

function Next({ request, withdraw }: { request: AffiliationRequest; withdraw: ServerAction }) {
  const t = useTranslations("affiliation.requests")
  const { id, status, organization, organizationId, member } = request
  if (status === "pending") return <RequestWithdrawal id={id} of="affiliation" action={withdraw} />
  if (status !== "accepted" || !member) return null
  return (
    <LinkButton href={`/${organizationId}` as Route} className="self-start">
      {t("open", { organization })}
    </LinkButton>
  )
}
