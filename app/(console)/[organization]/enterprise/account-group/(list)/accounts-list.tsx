"use client"

import type { ComponentProps } from "react"
import type { AccountsActions } from "@/app/(console)/[organization]/enterprise/account-group/(list)/accounts-bar"
import { AccountGroupTable } from "@/components/account-group/account-group-table"
import { laterWithWords } from "@/components/lists/selection/with-words"

const AccountsBar = laterWithWords(() =>
  import("@/app/(console)/[organization]/enterprise/account-group/(list)/accounts-bar").then(
    (file) => file.AccountsBar,
  ),
)

interface AccountsListProps extends Omit<ComponentProps<typeof AccountGroupTable>, "bar"> {
  /** Missing for a visitor who may only look. */
  many?: AccountsActions
}

/** The accounts, with what can be done with many of them. */
export function AccountsList({ many, ...props }: AccountsListProps) {
  const bar = many && <AccountsBar organizationId={props.organization.id} actions={many} />
  return <AccountGroupTable {...props} bar={bar} />
}
