"use client"

import { useTranslations } from "next-intl"
import { createContext, use } from "react"
import { CertificationReview } from "@/components/certification/certification-review"
import { ContactLine } from "@/components/lists/contact"
import { StateBadge } from "@/components/lists/state-badge"
import type { ReviewActions } from "@/components/tasks/review-dialog"
import { useAddressed } from "@/components/ui/addressed"
import { ACTIONS, type Columns, DataTable, headsOf } from "@/components/ui/data-table"
import { OpenButton } from "@/components/ui/overlay"
import { Time } from "@/components/ui/time"
import type { CertificationRecord } from "@/lib/shared/rows/certification"

interface CertificationRecordsProps {
  rows: CertificationRecord[]
  actions: ReviewActions
}

const Open = createContext<(id: string) => void>(() => {})

const columns: Columns<CertificationRecord> = [
  { id: "organization", place: "lead", cell: ({ organization, name }) => organizationWith(organization, name) },
  { id: "licenceNumber", place: "wide", cell: ({ licenceNumber }) => <code>{licenceNumber}</code> },
  { id: "type", cell: (row) => <Type {...row} /> },
  { id: "applicant", place: "wide", cell: ({ applicant, contact }) => applicantWith(applicant, contact) },
  { id: "submitted", cell: (row) => <Time value={row.sentAt} /> },
  { id: "status", place: "end", cell: (row) => <Status {...row} /> },
  { id: ACTIONS, cell: (row) => <Process row={row} /> },
]

/** The requests for certification, each of which opens with everything that an answer needs. */
export function CertificationRecords({ rows, actions }: CertificationRecordsProps) {
  const t = useTranslations("operator")
  const dialog = useAddressed("review")
  return (
    <Open value={dialog.show}>
      <DataTable
        label={t("requests")}
        heads={headsOf(t, ["organization", "licenceNumber", "type", "applicant", "submitted", "status", "actions"])}
        columns={columns}
        rows={rows}
        idOf={({ id }) => id}
      />
      <CertificationReview
        key={dialog.times}
        row={rows.find(({ id }) => id === dialog.value) ?? null}
        actions={actions}
        close={dialog.close}
      />
    </Open>
  )
}

/** With the entity that it asks to be certified as, which is often called alike. */
function organizationWith(organization: string, name: string) {
  return (
    <span>
      <b title={organization}>
        <bdi>{organization}</bdi>
      </b>
      <small title={name}>
        <bdi>{name}</bdi>
      </small>
    </span>
  )
}

function Type({ type }: CertificationRecord) {
  const t = useTranslations("entityTypes")
  return <span>{t(`${type}.name`)}</span>
}

function applicantWith(applicant: string, contact: string) {
  return (
    <span>
      <bdi title={applicant}>{applicant}</bdi>
      {ContactLine({ as: "small", contacts: [contact] })}
    </span>
  )
}

function Status({ status }: CertificationRecord) {
  const t = useTranslations("requestStatuses")
  return <StateBadge status={status} label={t(status)} />
}

/** Opens a request, also one that has ended. */
function Process({ row }: { row: CertificationRecord }) {
  const t = useTranslations("operator")
  const open = use(Open)
  const waits = row.status === "pending"
  const { organization } = row
  return (
    <OpenButton
      size="small"
      aria-label={t(waits ? "processNamed" : "detailsNamed", { organization })}
      onClick={() => open(row.id)}
    >
      {t(waits ? "process" : "details")}
    </OpenButton>
  )
}
