"use client"

import clsx from "clsx"
import type { Route } from "next"
import Link from "next/link"
import type { ReactNode } from "react"

interface Tab {
  href: string
  label: ReactNode
  count?: ReactNode
  current: boolean
}

/** Tabs that are pages: links, so that each has an address of its own. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
  return (
    <nav aria-label={label} className="relative overflow-x-auto border-b">
      <ul className="flex w-max min-w-full gap-5">
        {tabs.map((tab) => (
          <li key={tab.href}>
            <TabLink {...tab} />
          </li>
        ))}
      </ul>
    </nav>
  )
}

function TabLink({ href, label, count, current }: Tab) {
  return (
    <Link
      href={href as Route}
      aria-current={current ? "page" : undefined}
      className={clsx(
        "inline-flex h-10 items-center gap-2 border-b-2 px-0.5 font-medium text-sm -outline-offset-2",
        current ? "border-accent text-foreground" : "border-transparent text-secondary hover:text-foreground",
      )}
    >
      {label}
      {count !== undefined && (
        <span data-figures className="rounded-full bg-muted px-1.5 text-tertiary text-xs">
          {count}
        </span>
      )}
    </Link>
  )
}
