"use client"

import { useTranslations } from "next-intl"
import { useMemo } from "react"
import { useCurrentRecords } from "@/components/invitations/context"
import { InvitationMoves } from "@/components/invitations/invitation-moves"
import { RecordButtons, RetryDelivery } from "@/components/invitations/record-buttons"
import { Contact } from "@/components/lists/contact"
import { DeliveryBadge } from "@/components/lists/delivery-badge"
import { useDeliveryWatch } from "@/components/lists/delivery-watch"
import { StateBadge } from "@/components/lists/state-badge"
import { Badge } from "@/components/ui/badge"
import { ACTIONS, columnsOf, DataTable, headsOf, type Sorting } from "@/components/ui/data-table"
import { type Packed, unpack } from "@/components/ui/packed"
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
    cell: ({ row }) => <bdi>{row.original.inviter}</bdi>,
  }),
  helper.display({ id: "expires", cell: ({ row }) => <Expires {...row.original} /> }),
  helper.display({ id: ACTIONS, cell: ({ row }) => <RecordButtons row={row.original} /> }),
])

const ONLY_ON_THE_PAGE = ["delivery", "inviter", "expires"]

interface InvitationRecordsProps {
  rows: Packed<InvitationRecord>
  sorting?: Sorting
  /** Shows fewer columns, for the drawer. */
  brief?: boolean
  /** Begins with the latest of all, so that a new one belongs on top. */
  latest?: boolean
  readOnly?: boolean
}

/** Invitation Records, pending and past, in the drawer and on the page. */
export function InvitationRecords({ rows: packed, sorting, brief, latest = false, readOnly }: InvitationRecordsProps) {
  const t = useTranslations("records")
  const drawn = useMemo(() => unpack(packed), [packed])
  const rows = useCurrentRecords(drawn, latest)
  useDeliveryWatch(brief ? [] : rows)
  return (
    <InvitationMoves>
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
  if (!affiliates) return <code>{role}</code>
  return (
    <span>
      <code>{role}</code>
      <Badge>{t("account")}</Badge>
    </span>
  )
}

function StatusCell({ status, needsApproval }: InvitationRecord) {
  const words = useTranslations("statuses")
  const t = useTranslations("records")
  const badge = <StateBadge status={status} label={words(status)} />
  if (!needsApproval) return badge
  return (
    <span>
      {badge}
      <span className="@3xl:whitespace-nowrap text-warning text-xs">{t("needsApproval")}</span>
    </span>
  )
}

function Sent({ sentAt, resent }: InvitationRecord) {
  const t = useTranslations("records")
  const time = <Time value={sentAt} />
  if (!resent) return time
  return (
    <span>
      {time}
      <small>{t("resent")}</small>
    </span>
  )
}

function DeliveryCell({ row }: { row: InvitationRecord }) {
  if (!row.delivery) return null
  const badge = <DeliveryBadge delivery={row.delivery} failure={row.failure} />
  if (row.delivery !== "failed") return badge
  return (
    <span>
      {badge}
      <RetryDelivery row={row} />
    </span>
  )
}

/** Shows nothing for what was answered or revoked, which does not expire. */
function Expires({ status, expiresAt }: InvitationRecord) {
  if (status !== "pending" && status !== "expired") return null
  return <Time value={expiresAt} />
}
