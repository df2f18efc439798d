"use client"

import {
  matchingRecordsAction,
  resendManyAction,
  revokeManyAction,
} from "@/app/(console)/[organization]/enterprise/members/actions"
import { useInvitations } from "@/components/invitations/context"
import { type SelectedRecord, selected } from "@/components/invitations/invitation-records"
import type { Act } from "@/components/lists/selection/act"
import { Bar } from "@/components/lists/selection/bar"

/** What can be done with the selected records. */
export function RecordsBar() {
  const organizationId = useInvitations().organization.id
  const input = (rows: readonly SelectedRecord[]) => ({ organizationId, ids: rows.map(({ id }) => id) })
  const whyNot = ({ status }: SelectedRecord) => (status === "pending" ? null : "ended")
  const acts: Act<SelectedRecord>[] = [
    { name: "resend", whyNot, run: { action: resendManyAction, input } },
    { name: "revoke", danger: true, whyNot, run: { action: revokeManyAction, input } },
  ]
  return <Bar acts={acts} organizationId={organizationId} matching={matchingRecordsAction} read={selected} />
}
