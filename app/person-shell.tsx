"use client"

import type { ReactNode } from "react"
import { DrawnFor } from "@/components/forms/answers/drawn-for"
import { type AccountActions, AccountMenu, type ShellAccount } from "@/components/shell/account-menu"
import { Keys } from "@/components/shell/keys/keys"
import type { PaletteAbout } from "@/components/shell/keys/places"
import { helpOf, type OrganizationEntry } from "@/components/shell/navigation"
import { PageFrame } from "@/components/shell/page-frame"
import { ShellWordsContext } from "@/components/shell/shell-words"
import { useWords } from "@/components/ui/words"
import { shellWords } from "@/lib/i18n/shell"

interface PersonShellProps {
  account: ShellAccount
  organizations: readonly OrganizationEntry[]
  actions: AccountActions
  findMembers: PaletteAbout["findMembers"]
  children: ReactNode
}

/** The frame of a page without sidebar for who is logged in, with its words, which no page carries. */
export function PersonShell({ account, organizations, actions, findMembers, children }: PersonShellProps) {
  const about = { organization: null, organizations, operator: account.operator, findMembers }
  return (
    <ShellWordsContext value={shellWords[useWords().locale]}>
      <DrawnFor account={account.number}>
        <Keys about={about} setKeys={actions.setKeys}>
          <PageFrame
            setLocale={actions.setLocale}
            menu={<AccountMenu account={account} actions={actions} help={helpOf()} />}
          >
            {children}
          </PageFrame>
        </Keys>
      </DrawnFor>
    </ShellWordsContext>
  )
}
