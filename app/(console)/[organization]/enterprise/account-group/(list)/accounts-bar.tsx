"use client"

import type { SelectedAccount } from "@/components/account-group/account-group-table"
import type { Act, BatchAction, Matching } from "@/components/lists/selection/act"
import { Bar } from "@/components/lists/selection/bar"

type AccountFacts = Omit<SelectedAccount, "id"> & { accountId: string }

export interface AccountsActions {
  sendAgain: BatchAction
  remove: BatchAction
  undoRemovals: BatchAction
  matching: Matching<AccountFacts>
}

interface AccountsBarProps {
  organizationId: string
  actions: AccountsActions
}

/** What can be done with the selected accounts. */
export function AccountsBar({ organizationId, actions }: AccountsBarProps) {
  const batch = (rows: readonly SelectedAccount[]) => ({ organizationId, ids: rows.map(({ id }) => id) })
  const acts: Act<SelectedAccount>[] = [
    {
      name: "sendAgain",
      whyNot: ({ state }) => (state === "waiting" ? null : "notWaiting"),
      run: {
        action: actions.sendAgain,
        input: (rows) => ({ organizationId, ids: rows.map(({ handshakeId }) => handshakeId) }),
        idOf: ({ handshakeId }) => handshakeId,
      },
    },
    {
      name: "removeAccounts",
      danger: true,
      whyNot: ({ role, removable }) => (role === "super_admin" ? "owner" : removable ? null : "notActivated"),
      run: { action: actions.remove, input: batch },
      undo: { action: actions.undoRemovals, input: batch },
    },
  ]
  return (
    <Bar
      acts={acts}
      organizationId={organizationId}
      matching={actions.matching}
      read={({ accountId: id, ...account }): SelectedAccount => ({ id, ...account })}
    />
  )
}
