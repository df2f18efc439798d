"use client"

import type { Act, BatchAction, Matching } from "@/components/lists/selection/act"
import { Bar } from "@/components/lists/selection/bar"
import { type MemberFacts, type SelectedMember, selected } from "@/components/members/members-table"
import { assignableRoles } from "@/lib/shared/roles"

export interface MembersActions {
  changeRoles: BatchAction
  remove: BatchAction
  undoRemovals: BatchAction
  matching: Matching<MemberFacts>
}

interface MembersBarProps {
  organizationId: string
  actions: MembersActions
}

/** What can be done with the selected members. */
export function MembersBar({ organizationId, actions }: MembersBarProps) {
  const batch = (rows: readonly SelectedMember[]) => ({ organizationId, ids: rows.map(({ id }) => id) })
  const acts: Act<SelectedMember>[] = [
    {
      name: "role",
      choices: assignableRoles,
      whyNot: ({ role }, choice) => (role === "super_admin" ? "owner" : role === choice ? "sameRole" : null),
      run: { action: actions.changeRoles, input: (rows, role) => ({ ...batch(rows), role }) },
    },
    {
      name: "remove",
      danger: true,
      whyNot: ({ role, removable }) => (role === "super_admin" ? "owner" : removable ? null : "notActivated"),
      run: { action: actions.remove, input: batch },
      undo: { action: actions.undoRemovals, input: batch },
    },
  ]
  return <Bar acts={acts} organizationId={organizationId} matching={actions.matching} read={selected} />
}
