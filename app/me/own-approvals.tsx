import type { Route } from "next"
import { useTranslations } from "next-intl"
import { LinkButton } from "@/components/ui/link-button"
import { Time } from "@/components/ui/time"
import type { FeatureApproval } from "@/lib/shared/rows/organization"

interface OwnApprovalsProps {
  approvals: FeatureApproval[]
  /** The page at which they are answered. */
  href: Route
}

/** The approvals that this account is asked for, each with the way to its answer. */
export function OwnApprovals({ approvals, href }: OwnApprovalsProps) {
  return (
    <ul className="flex flex-col divide-y">
      {approvals.map((one) => (
        <Approval key={one.id} href={href} {...one} />
      ))}
    </ul>
  )
}

function Approval({ organization, expiresAt, href }: FeatureApproval & { href: Route }) {
  const t = useTranslations("affiliation.approvals")
  return (
    <li className="flex items-center justify-between gap-4 py-2">
      <span className="flex min-w-0 flex-col">
        <span className="wrap-anywhere">
          {t.rich("asks", { organization: () => <bdi className="font-medium">{organization}</bdi> })}
        </span>
        <span className="text-secondary text-sm">
          {t("expires")} <Time value={expiresAt} />
        </span>
      </span>
      <LinkButton href={href} aria-label={t("answerNamed", { organization })}>
        {t("answer")}
      </LinkButton>
    </li>
  )
}
