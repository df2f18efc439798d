"use client"

import type { ReactNode } from "react"
import { DrawnFor } from "@/components/forms/answers/drawn-for"
import { type AccountActions, AccountMenu, type ShellAccount } from "@/components/shell/account-menu"
import { PageFrame } from "@/components/shell/page-frame"
import { ShellWordsContext } from "@/components/shell/shell-words"
import { useWords } from "@/components/ui/words"
import { shellWords } from "@/lib/i18n/shell"

interface PersonShellProps {
  account: ShellAccount
  actions: AccountActions
  children: ReactNode
}

/** The frame of a page without sidebar for who is logged in, with its words, which no page carries. */
export function PersonShell({ account, actions, children }: PersonShellProps) {
  return (
    <ShellWordsContext value={shellWords[useWords().locale]}>
      <DrawnFor account={account.number}>
        <PageFrame corner={<AccountMenu account={account} actions={actions} />}>{children}</PageFrame>
      </DrawnFor>
    </ShellWordsContext>
  )
}
