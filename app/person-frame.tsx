import type { ReactNode } from "react"
import { findMembersAction } from "@/app/(console)/[organization]/actions"
import { AccountFrame } from "@/app/account-frame"
import { entryOf, menuAccount, menuActions } from "@/app/account-menu"
import { PersonShell } from "@/app/person-shell"
import { visitor } from "@/lib/web/session"

/** Around a page of a person's own or of the operators: with the account menu of the console, for who is logged in. */
export async function PersonFrame({ children }: { children: ReactNode }) {
  const found = await visitor()
  if (found.kind !== "logged-in") return AccountFrame({ children })
  return (
    <PersonShell
      account={menuAccount(found.account)}
      organizations={found.memberships.map(entryOf)}
      actions={menuActions}
      findMembers={findMembersAction}
    >
      {children}
    </PersonShell>
  )
}
