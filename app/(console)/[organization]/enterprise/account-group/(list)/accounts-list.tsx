"use client"

import type { ComponentProps } from "react"
import { AccountGroupTable } from "@/components/account-group/account-group-table"
import { laterWithWords } from "@/components/lists/selection/with-words"

const AccountsBar = laterWithWords(() =>
  import("@/app/(console)/[organization]/enterprise/account-group/(list)/accounts-bar").then(
    (file) => file.AccountsBar,
  ),
)

/** The accounts, with what can be done with many of them. */
export function AccountsList(props: Omit<ComponentProps<typeof AccountGroupTable>, "bar">) {
  return <AccountGroupTable {...props} bar={<AccountsBar organizationId={props.organization.id} />} />
}
