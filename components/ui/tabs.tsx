"use client"

import "@/components/ui/console.css"
import type { Route } from "next"
import Link from "next/link"
import type { ReactNode } from "react"
import { Underway } from "@/components/ui/router-links"

interface Tab {
  href: string
  label: ReactNode
  count?: ReactNode
  current: boolean
}

/** Tabs that are pages: links, so that each has an address of its own. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
  return (
    <nav aria-label={label} className="tabs">
      <ul>
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
    <Link href={href as Route} aria-current={current ? "page" : undefined}>
      {label}
      {count !== undefined && (
        <span data-figures className="font-normal text-tertiary">
          {count}
        </span>
      )}
      <Underway />
    </Link>
  )
}
