"use client"

import {
  matchingAccountsAction,
  sendActivationsAction,
} from "@/app/(console)/[organization]/enterprise/account-group/actions"
import { removeManyAction, undoRemovalsAction } from "@/app/(console)/[organization]/enterprise/members/actions"
import type { SelectedAccount } from "@/components/account-group/account-group-table"
import type { Act } from "@/components/lists/selection/act"
import { Bar } from "@/components/lists/selection/bar"

/** What can be done with the selected accounts. */
export function AccountsBar({ organizationId }: { organizationId: string }) {
  const batch = (rows: readonly SelectedAccount[]) => ({ organizationId, ids: rows.map(({ id }) => id) })
  const acts: Act<SelectedAccount>[] = [
    {
      name: "sendAgain",
      whyNot: ({ state }) => (state === "waiting" ? null : "notWaiting"),
      run: {
        action: sendActivationsAction,
        input: (rows) => ({ organizationId, ids: rows.map(({ handshakeId }) => handshakeId) }),
        idOf: ({ handshakeId }) => handshakeId,
      },
    },
    {
      name: "removeAccounts",
      danger: true,
      whyNot: ({ role, removable }) => (role === "super_admin" ? "owner" : removable ? null : "notActivated"),
      run: { action: removeManyAction, input: batch },
      undo: { action: undoRemovalsAction, input: batch },
    },
  ]
  return (
    <Bar
      acts={acts}
      organizationId={organizationId}
      matching={matchingAccountsAction}
      read={({ accountId: id, ...account }): SelectedAccount => ({ id, ...account })}
    />
  )
}
