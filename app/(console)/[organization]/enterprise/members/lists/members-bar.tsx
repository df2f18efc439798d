"use client"

import {
  changeRoleManyAction,
  matchingMembersAction,
  removeManyAction,
  undoRemovalsAction,
} from "@/app/(console)/[organization]/enterprise/members/actions"
import type { Act } from "@/components/lists/selection/act"
import { Bar } from "@/components/lists/selection/bar"
import { type SelectedMember, selected } from "@/components/members/members-table"
import { assignableRoles } from "@/lib/shared/roles"

/** What can be done with the selected members. */
export function MembersBar({ organizationId }: { organizationId: string }) {
  const batch = (rows: readonly SelectedMember[]) => ({ organizationId, ids: rows.map(({ id }) => id) })
  const acts: Act<SelectedMember>[] = [
    {
      name: "role",
      choices: assignableRoles,
      whyNot: ({ role }, choice) => (role === "super_admin" ? "owner" : role === choice ? "sameRole" : null),
      run: { action: changeRoleManyAction, input: (rows, role) => ({ ...batch(rows), role }) },
    },
    {
      name: "remove",
      danger: true,
      whyNot: ({ role, removable }) => (role === "super_admin" ? "owner" : removable ? null : "notActivated"),
      run: { action: removeManyAction, input: batch },
      undo: { action: undoRemovalsAction, input: batch },
    },
  ]
  return <Bar acts={acts} organizationId={organizationId} matching={matchingMembersAction} read={selected} />
}
