"use client"

import type { ReactNode } from "react"
import { DrawnFor } from "@/components/forms/answers/drawn-for"
import { type AccountActions, AccountMenu, type ShellAccount } from "@/components/shell/account-menu"
import { Keys } from "@/components/shell/keys/keys"
import { PaletteButton } from "@/components/shell/keys/open-buttons"
import type { PaletteAbout } from "@/components/shell/keys/places"
import { helpOf, type Marks, type OrganizationEntry } from "@/components/shell/navigation"
import { Navigation } from "@/components/shell/navigation-list"
import { type ShellWords, ShellWordsContext } from "@/components/shell/shell-words"
import { Switcher } from "@/components/shell/switcher"
import { TopBar } from "@/components/shell/top-bar"
import { PageHeader } from "@/components/ui/page-header"
import { Toaster } from "@/components/ui/toaster"
import { useWords } from "@/components/ui/words"
import "@/components/ui/console.css"

interface ShellProps {
  organizations: readonly OrganizationEntry[]
  current: OrganizationEntry
  account: ShellAccount
  actions: AccountActions
  findMembers: PaletteAbout["findMembers"]
  marks?: Marks
  words: ShellWords
  children: ReactNode
}

/** The frame of every page of the console. On a phone the sidebar hides behind a button of the bar at the top. */
export function Shell({ organizations, current, account, actions, findMembers, marks, words, children }: ShellProps) {
  const about = { organization: current, organizations, operator: account.operator, findMembers }
  return (
    <ShellWordsContext value={words}>
      <DrawnFor account={account.number}>
        <Keys about={about} setKeys={actions.setKeys}>
          <div className="shell">
            <a href="#content">{words.skip}</a>
            <TopBar organization={current.name} />
            <aside id="navigation" popover="auto">
              <Switcher organizations={organizations} current={current} />
              <PaletteButton />
              <Navigation organization={current} marks={marks} />
              <AccountMenu account={account} actions={actions} help={helpOf(current.id)} />
            </aside>
            <main id="content" tabIndex={-1}>
              {children}
            </main>
            <Toaster />
          </div>
        </Keys>
      </DrawnFor>
    </ShellWordsContext>
  )
}

/** A page that the role does not include: the sidebar stays, with those that it does. */
export function ForbiddenPage() {
  const { forbidden } = useWords()
  return <PageHeader title={forbidden.title} facts={forbidden.body} />
}
