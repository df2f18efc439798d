"use client"

import { useTranslations } from "next-intl"
import { LegalName, LicenceNumber } from "@/components/certification/legal-person"
import { Contact } from "@/components/lists/contact"
import { StateBadge } from "@/components/lists/state-badge"
import { Facts } from "@/components/ui/facts"
import { Time } from "@/components/ui/time"
import type { CertificationRecord } from "@/lib/shared/rows/certification"

/** A request for certification with everything that is known of it. */
export function CertificationFacts({ row }: { row: CertificationRecord }) {
  const t = useTranslations("operator")
  const types = useTranslations("entityTypes")
  const { organization, organizationId, name, licenceNumber, type, applicant, contact, sentAt, expiresAt, status } = row
  return (
    <Facts
      facts={[
        [
          t("organization"),
          <span key="organization">
            <bdi className="block">{organization}</bdi>
            <code className="text-secondary text-xs">{organizationId}</code>
          </span>,
        ],
        [t("name"), <LegalName key="name">{name}</LegalName>],
        [t("licenceNumber"), <LicenceNumber key="licence">{licenceNumber}</LicenceNumber>],
        [t("type"), types(`${type}.name`)],
        [
          t("applicant"),
          <span key="applicant">
            <bdi className="block">{applicant}</bdi>
            <Contact address={contact} />
          </span>,
        ],
        [t("submitted"), <Time key="submitted" value={sentAt} absolute />],
        status === "pending" ? [t("until"), <Time key="until" value={expiresAt} absolute />] : null,
        status === "pending" ? null : [t("status"), <Answered key="status" {...row} />],
      ]}
    />
  )
}

/** Shows what came of it, when, by whom and why. */
function Answered({ status, settledAt, settledBy, reason }: CertificationRecord) {
  const words = useTranslations("requestStatuses")
  return (
    <span className="flex flex-col items-start gap-1">
      <StateBadge status={status} label={words(status)} />
      {settledBy && settledAt && (
        <span>
          <bdi>{settledBy}</bdi>, <Time value={settledAt} absolute />
        </span>
      )}
      {reason && (
        <span className="whitespace-pre-line" dir="auto">
          {reason}
        </span>
      )}
    </span>
  )
}
