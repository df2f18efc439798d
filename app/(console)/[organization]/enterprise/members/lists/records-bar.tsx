"use client"

import { useInvitations } from "@/components/invitations/context"
import { type RecordFacts, type SelectedRecord, selected } from "@/components/invitations/invitation-records"
import type { Act, BatchAction, Matching } from "@/components/lists/selection/act"
import { Bar } from "@/components/lists/selection/bar"
import { isUndeliverable } from "@/lib/shared/rows/delivery"

export interface RecordsActions {
  revoke: BatchAction
  resend: BatchAction
  matching: Matching<RecordFacts>
}

/** What can be done with the selected records. */
export function RecordsBar({ actions }: { actions: RecordsActions }) {
  const organizationId = useInvitations().organization.id
  const input = (rows: readonly SelectedRecord[]) => ({ organizationId, ids: rows.map(({ id }) => id) })
  const acts: Act<SelectedRecord>[] = [
    { name: "resend", whyNot: whyNotResent, run: { action: actions.resend, input } },
    { name: "revoke", danger: true, whyNot: whyNotRevoked, run: { action: actions.revoke, input } },
  ]
  return <Bar acts={acts} organizationId={organizationId} matching={actions.matching} read={selected} />
}

function whyNotRevoked({ status }: SelectedRecord) {
  return status === "pending" ? null : "ended"
}

function whyNotResent(row: SelectedRecord) {
  return whyNotRevoked(row) ?? (isUndeliverable(row.delivery) ? "undeliverable" : null)
}
