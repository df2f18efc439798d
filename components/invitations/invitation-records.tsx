"use client"

import { useTranslations } from "next-intl"
import { InvitationMoves } from "@/components/invitations/invitation-moves"
import { RecordButtons, RetryDelivery } from "@/components/invitations/record-buttons"
import { Contact } from "@/components/lists/contact"
import { DeliveryBadge } from "@/components/lists/delivery-badge"
import { useDeliveryWatch } from "@/components/lists/delivery-watch"
import { StateBadge } from "@/components/lists/state-badge"
import { Badge } from "@/components/ui/badge"
import { ACTIONS, columnsOf, DataTable, headsOf, type Sorting } from "@/components/ui/data-table"
import { Time } from "@/components/ui/time"
import type { InvitationRecord } from "@/lib/shared/rows/invitations"

const columns = columnsOf<InvitationRecord>((helper) => [
  helper.display({ id: "contact", cell: ({ row }) => <Contact address={row.original.contact} strong /> }),
  helper.display({ id: "role", cell: ({ row }) => <RoleCell {...row.original} /> }),
  helper.display({ id: "status", cell: ({ row }) => <StatusCell {...row.original} /> }),
  helper.display({ id: "sent", cell: ({ row }) => <Sent {...row.original} /> }),
  helper.display({ id: "delivery", cell: ({ row }) => <DeliveryCell row={row.original} /> }),
  helper.display({
    id: "inviter",
    cell: ({ row }) => <bdi className="block min-w-15 max-w-40 break-words">{row.original.inviter}</bdi>,
  }),
  helper.display({ id: "expires", cell: ({ row }) => <Expires {...row.original} /> }),
  helper.display({ id: ACTIONS, cell: ({ row }) => <RecordButtons row={row.original} /> }),
])

const ONLY_ON_THE_PAGE = ["delivery", "inviter", "expires"]

interface InvitationRecordsProps {
  rows: InvitationRecord[]
  sorting?: Sorting
  /** Shows fewer columns, for the drawer. */
  brief?: boolean
  readOnly?: boolean
  onChange?: () => void
}

/** Invitation Records, pending and past, in the drawer and on the page. */
export function InvitationRecords({ rows, sorting, brief, readOnly, onChange }: InvitationRecordsProps) {
  const t = useTranslations("records")
  useDeliveryWatch(brief ? [] : rows)
  return (
    <InvitationMoves onDone={onChange}>
      <DataTable
        label={t("title")}
        heads={{
          ...headsOf(t, ["contact", "role", "status", "sent", "inviter", "expires", "actions"]),
          delivery: t("delivery.title"),
        }}
        columns={columns}
        rows={rows}
        idOf={({ id }) => id}
        hidden={brief ? ONLY_ON_THE_PAGE : []}
        readOnly={readOnly}
        sorting={sorting}
      />
    </InvitationMoves>
  )
}

function RoleCell({ role, affiliates }: InvitationRecord) {
  const t = useTranslations("records")
  return (
    <span className="flex flex-col items-start gap-0.5">
      <code>{role}</code>
      {affiliates && <Badge>{t("account")}</Badge>}
    </span>
  )
}

function StatusCell({ status, needsApproval }: InvitationRecord) {
  const words = useTranslations("statuses")
  const t = useTranslations("records")
  return (
    <span className="flex flex-col items-start gap-0.5">
      <StateBadge status={status} label={words(status)} />
      {needsApproval && <span className="@3xl:whitespace-nowrap text-warning text-xs">{t("needsApproval")}</span>}
    </span>
  )
}

function Sent({ sentAt, resent }: InvitationRecord) {
  const t = useTranslations("records")
  return (
    <span className="flex min-w-18 flex-col @3xl:whitespace-nowrap">
      <Time value={sentAt} />
      {resent && <span className="text-secondary text-xs">{t("resent")}</span>}
    </span>
  )
}

function DeliveryCell({ row }: { row: InvitationRecord }) {
  if (!row.delivery) return null
  return (
    <span className="flex flex-col items-start gap-1">
      <DeliveryBadge delivery={row.delivery} failure={row.failure} />
      <RetryDelivery row={row} />
    </span>
  )
}

/** Shows nothing for what was answered or revoked, which does not expire. */
function Expires({ status, expiresAt }: InvitationRecord) {
  if (status !== "pending" && status !== "expired") return null
  return (
    <span className="@3xl:whitespace-nowrap">
      <Time value={expiresAt} />
    </span>
  )
}
