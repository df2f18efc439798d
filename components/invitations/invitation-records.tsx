"use client"

import { useTranslations } from "next-intl"
import { type ComponentType, type ReactNode, useMemo } from "react"
import { useCurrentRecords } from "@/components/invitations/context"
import type { EditProps } from "@/components/invitations/editing/edit-dialog"
import { InvitationMoves } from "@/components/invitations/moves/invitation-moves"
import { useRecordButtons } from "@/components/invitations/moves/record-buttons"
import { ContactLine } from "@/components/lists/contact"
import { DeliveryLine } from "@/components/lists/delivery-badge"
import { useDeliveryWatch } from "@/components/lists/delivery-watch"
import { useHiddenColumns } from "@/components/lists/filtering/hidden-columns"
import { titleOf } from "@/components/lists/person"
import { useBoxes } from "@/components/lists/selection/boxes"
import { type Selectable, SelectionBar, useSelection } from "@/components/lists/selection/selection"
import { StateBadge } from "@/components/lists/state-badge"
import { Badge } from "@/components/ui/badge"
import { ACTIONS, type Boxes, type Columns, DataTable, headsOf, type Sorting } from "@/components/ui/data-table"
import { type Packed, unpack } from "@/components/ui/packed"
import { useTime } from "@/components/ui/time"
import { hasGone } from "@/lib/shared/rows/delivery"
import type { InvitationRecord } from "@/lib/shared/rows/invitations"
import { withoutFlag } from "@/lib/shared/typed/numbers"

const ONLY_ON_THE_PAGE = ["inviter"]

interface InvitationRecordsProps {
  rows: Packed<InvitationRecord>
  sorting?: Sorting
  /** Shows fewer columns, for the drawer. */
  brief?: boolean
  /** Begins with the latest of all, so that a new one belongs on top. */
  latest?: boolean
  readOnly?: boolean
  /** Whether others are on other pages. */
  more?: boolean
  /** What can be done with those that are selected, where rows can be. */
  bar?: ReactNode
  /** Changes a record that is pending. */
  edit?: ComponentType<EditProps>
}

/** A record as one is selected. */
export interface SelectedRecord extends Selectable, Pick<InvitationRecord, "status" | "delivery"> {}

/** Invitation Records, pending and past, in the drawer and on the page. */
export function InvitationRecords({ rows: packed, latest = false, more, bar, edit, ...look }: InvitationRecordsProps) {
  const drawn = useMemo(() => unpack(packed), [packed])
  const rows = useCurrentRecords(drawn, latest)
  useDeliveryWatch(look.brief ? [] : rows)
  return (
    <InvitationMoves menu={look.brief ? "recent-record" : "record"} edit={edit}>
      {bar && !look.readOnly ? (
        <Picked rows={rows} more={more} bar={bar} {...look} />
      ) : (
        <Listed rows={rows} {...look} />
      )}
    </InvitationMoves>
  )
}

type ListedProps = Pick<InvitationRecordsProps, "sorting" | "brief" | "readOnly"> & {
  rows: InvitationRecord[]
  boxes?: Boxes | null
}

function Picked({ more = false, bar, ...list }: ListedProps & Pick<InvitationRecordsProps, "more" | "bar">) {
  const selection = useSelection<SelectedRecord>(list.rows.map(selected), more)
  return (
    <>
      <Listed {...list} boxes={useBoxes(selection)} />
      <SelectionBar selection={selection}>{bar}</SelectionBar>
    </>
  )
}

export type RecordFacts = Pick<InvitationRecord, "id" | "contact" | "status" | "delivery">

export function selected({ id, contact, status, delivery }: RecordFacts): SelectedRecord {
  return { id, name: withoutFlag(contact), status, delivery }
}

function Listed({ rows, brief, ...look }: ListedProps) {
  const t = useTranslations("records")
  const { hidden } = useHiddenColumns()
  return (
    <DataTable
      label={t("title")}
      heads={headsOf(t, ["contact", "role", "status", "sent", "inviter", "actions"])}
      columns={useColumns()}
      rows={rows}
      idOf={({ id }) => id}
      hidden={brief ? ONLY_ON_THE_PAGE : hidden}
      {...look}
    />
  )
}

function useColumns(): Columns<InvitationRecord> {
  const t = useTranslations("records")
  const statuses = useTranslations("statuses")
  const times = useSentTimes()
  const { buttons, remedy } = useRecordButtons()
  return [
    { id: "contact", place: "lead", cell: ({ contact }) => ContactLine({ contacts: [contact] }) },
    { id: "role", cell: ({ role, affiliates }) => (affiliates ? <AccountRole role={role} /> : role) },
    {
      id: "status",
      place: "end",
      cell: (row) =>
        withLine(StateBadge({ status: row.status, label: statuses(row.status) }), () => {
          const { status, delivery, failure, needsApproval } = row
          if (needsApproval) return <small className="fault">{t("needsApproval")}</small>
          const isNormal = delivery === null || (hasGone(delivery) && !failure)
          if (isNormal || (delivery === "queued" && status !== "pending")) return null
          return <DeliveryLine delivery={delivery} failure={failure} at={row.deliveryAt} remedy={remedy(row)} />
        }),
    },
    { id: "sent", cell: times },
    { id: "inviter", place: "wide", cell: ({ inviter }) => <bdi title={titleOf(inviter)}>{inviter}</bdi> },
    { id: ACTIONS, cell: buttons },
  ]
}

/** An account is invited, which will belong to the enterprise. */
function AccountRole({ role }: Pick<InvitationRecord, "role">) {
  const t = useTranslations("records")
  return (
    <span className="beside">
      <span>{role}</span>
      <Badge>{t("account")}</Badge>
    </span>
  )
}

/** Draws when a record was sent, and below it whether again, and until when it can be or could have been answered. */
function useSentTimes() {
  const t = useTranslations("records")
  const time = useTime()
  const resentWord = t("resent")
  return ({ status, sentAt, expiresAt, resent }: InvitationRecord) => {
    const ends = status === "pending" || status === "expired" ? status : null
    if (!resent && !ends) return time(sentAt)
    return (
      <span>
        {time(sentAt)}
        <small>
          {resent && <span>{resentWord}</span>}
          {ends && <span>{t.rich(`ends.${ends}`, { at: () => time(expiresAt), word: (text) => <i>{text}</i> })}</span>}
        </small>
      </span>
    )
  }
}

/** A value with the line that some rows have below it. */
function withLine(value: ReactNode, more: () => ReactNode) {
  const line = more()
  if (!line) return value
  return (
    <span>
      {value}
      {line}
    </span>
  )
}
