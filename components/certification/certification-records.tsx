"use client"

import { useTranslations } from "next-intl"
import { createContext, use } from "react"
import { CertificationReview } from "@/components/certification/certification-review"
import { Contact } from "@/components/lists/contact"
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
  { id: "organization", cell: (row) => <Name>{row.organization}</Name> },
  { id: "name", cell: (row) => <Name>{row.name}</Name> },
  { id: "licenceNumber", cell: (row) => <Licence>{row.licenceNumber}</Licence> },
  { id: "type", cell: (row) => <Type {...row} /> },
  { id: "applicant", cell: (row) => <Applicant {...row} /> },
  { id: "submitted", cell: (row) => <Time value={row.sentAt} /> },
  { id: "status", cell: (row) => <Status {...row} /> },
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
        heads={headsOf(t, [
          "organization",
          "name",
          "licenceNumber",
          "type",
          "applicant",
          "submitted",
          "status",
          "actions",
        ])}
        columns={columns}
        rows={rows}
        idOf={({ id }) => id}
      />
      <CertificationReview
        key={dialog.times}
        row={rows.find(({ id }) => id === dialog.value) ?? null}
        address={dialog.address}
        actions={actions}
        close={dialog.close}
      />
    </Open>
  )
}

function Name({ children }: { children: string }) {
  return <bdi className="min-w-28 break-words font-medium">{children}</bdi>
}

function Licence({ children }: { children: string }) {
  return <code className="@3xl:whitespace-nowrap break-all text-xs">{children}</code>
}

function Type({ type }: CertificationRecord) {
  const t = useTranslations("entityTypes")
  return <span>{t(`${type}.name`)}</span>
}

function Applicant({ applicant, contact }: CertificationRecord) {
  return (
    <span className="flex min-w-0 flex-col">
      <bdi>{applicant}</bdi>
      <span className="text-secondary text-xs">
        <Contact address={contact} />
      </span>
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
