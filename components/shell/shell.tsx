"use client"

import { useTranslations } from "next-intl"
import type { ReactNode } from "react"
import { type AccountActions, AccountMenu, type ShellAccount } from "@/components/shell/account-menu"
import type { Marks, OrganizationEntry } from "@/components/shell/navigation"
import { Navigation } from "@/components/shell/navigation-list"
import { Switcher } from "@/components/shell/switcher"
import { TopBar } from "@/components/shell/top-bar"
import { PageHeader } from "@/components/ui/page-header"
import { Toaster } from "@/components/ui/toaster"
import { useWords } from "@/components/ui/words"

interface ShellProps {
  organizations: readonly OrganizationEntry[]
  current: OrganizationEntry
  account: ShellAccount
  actions: AccountActions
  marks?: Marks
  children: ReactNode
}

/** The frame of every page of the console. On a phone the sidebar hides behind a button of the bar at the top. */
export function Shell({ organizations, current, account, actions, marks, children }: ShellProps) {
  const t = useTranslations("shell")
  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[15rem_minmax(0,1fr)]">
      <a
        href="#content"
        className="sr-only z-50 rounded-md bg-raised px-3 py-2 focus:not-sr-only focus:fixed focus:start-2 focus:top-2"
      >
        {t("skip")}
      </a>
      <TopBar organization={current.name} />
      <aside
        id="navigation"
        popover="auto"
        className="inset-y-0 start-0 hidden h-dvh max-h-none w-64 flex-col gap-4 border-e bg-surface p-3 backdrop:bg-shade open:flex lg:sticky lg:top-0 lg:flex lg:w-auto lg:bg-transparent"
      >
        <Switcher organizations={organizations} current={current} />
        <Navigation organization={current} marks={marks} />
        <AccountMenu account={account} actions={actions} />
      </aside>
      <main
        id="content"
        tabIndex={-1}
        className="mx-auto flex w-full max-w-[74rem] flex-col gap-5 px-4 py-6 outline-none lg:px-8 lg:py-8"
      >
        {children}
      </main>
      <Toaster />
    </div>
  )
}

/** A page that the role does not include: the sidebar stays, with those that it does. */
export function ForbiddenPage() {
  const { forbidden } = useWords()
  return <PageHeader title={forbidden.title} facts={forbidden.body} />
}
