"use client"

import { useTranslations } from "next-intl"
import { type ReactNode, useMemo } from "react"
import { useCurrentRecords } from "@/components/invitations/context"
import { InvitationMoves } from "@/components/invitations/invitation-moves"
import { useRecordButtons } from "@/components/invitations/record-buttons"
import { Contact } from "@/components/lists/contact"
import { DeliveryBadge, deliveryBadge } from "@/components/lists/delivery-badge"
import { useDeliveryWatch } from "@/components/lists/delivery-watch"
import { StateBadge } from "@/components/lists/state-badge"
import { Badge } from "@/components/ui/badge"
import { ACTIONS, type Columns, DataTable, headsOf, type Sorting } from "@/components/ui/data-table"
import { type Packed, unpack } from "@/components/ui/packed"
import { useTime } from "@/components/ui/time"
import type { InvitationRecord } from "@/lib/shared/rows/invitations"

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
export function InvitationRecords({ rows: packed, latest = false, ...look }: InvitationRecordsProps) {
  const drawn = useMemo(() => unpack(packed), [packed])
  const rows = useCurrentRecords(drawn, latest)
  useDeliveryWatch(look.brief ? [] : rows)
  return (
    <InvitationMoves menu={look.brief ? "recent-record" : "record"}>
      <Listed rows={rows} {...look} />
    </InvitationMoves>
  )
}

type ListedProps = Pick<InvitationRecordsProps, "sorting" | "brief" | "readOnly"> & { rows: InvitationRecord[] }

function Listed({ rows, brief, ...look }: ListedProps) {
  const t = useTranslations("records")
  return (
    <DataTable
      label={t("title")}
      heads={{
        ...headsOf(t, ["contact", "role", "status", "sent", "inviter", "expires", "actions"]),
        delivery: t("delivery.title"),
      }}
      columns={useColumns()}
      rows={rows}
      idOf={({ id }) => id}
      hidden={brief ? ONLY_ON_THE_PAGE : []}
      {...look}
    />
  )
}

function useColumns(): Columns<InvitationRecord> {
  const t = useTranslations("records")
  const statuses = useTranslations("statuses")
  const time = useTime()
  const { buttons, retry } = useRecordButtons()
  return [
    { id: "contact", cell: ({ contact }) => Contact({ address: contact, strong: true }) },
    {
      id: "role",
      cell: ({ role, affiliates }) => beside(<code>{role}</code>, affiliates && Badge({ children: t("account") })),
    },
    {
      id: "status",
      cell: ({ status, needsApproval }) =>
        beside(
          StateBadge({ status, label: statuses(status) }),
          needsApproval && <span className="@3xl:whitespace-nowrap text-warning text-xs">{t("needsApproval")}</span>,
        ),
    },
    { id: "sent", cell: ({ sentAt, resent }) => beside(time(sentAt), resent && <small>{t("resent")}</small>) },
    {
      id: "delivery",
      cell: (row) => {
        const { delivery, failure } = row
        if (!delivery || (delivery !== "failed" && !failure))
          return delivery && deliveryBadge(delivery, t(`delivery.${delivery}`))
        return (
          <span>
            <DeliveryBadge delivery={delivery} failure={failure} />
            {retry(row)}
          </span>
        )
      },
    },
    { id: "inviter", cell: ({ inviter }) => <bdi>{inviter}</bdi> },
    // What was answered or revoked does not expire.
    {
      id: "expires",
      cell: ({ status, expiresAt }) => (status === "pending" || status === "expired") && time(expiresAt),
    },
    { id: ACTIONS, cell: buttons },
  ]
}

/** A value with what some rows have beside it. */
function beside(value: ReactNode, more: ReactNode) {
  if (!more) return value
  return (
    <span>
      {value}
      {more}
    </span>
  )
}
