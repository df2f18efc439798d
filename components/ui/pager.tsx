"use client"

import type { Route } from "next"
import type { ReactNode } from "react"
import { Button } from "./button"
import { RouterButton } from "./router-links"
import { useWords } from "./words"

interface PagerProps {
  /** Where the rows before these are; null at the start. */
  newer: string | null
  older: string | null
  /** What is shown, such as "1000+ records". */
  summary?: ReactNode
  /** Where the order is not that of time. */
  words?: { newer: string; older: string }
}

/** Pages by key: there are neighbours, but no numbers. */
export function Pager({ newer, older, summary, words: given }: PagerProps) {
  const words = { ...useWords(), ...given }
  if (!newer && !older && !summary) return null
  return (
    <nav aria-label={words.pages} className="flex flex-wrap items-center justify-between gap-3">
      <p data-figures className="text-secondary text-sm">
        {summary}
      </p>
      <span className="flex gap-2">
        <Turn href={newer}>{words.newer}</Turn>
        <Turn href={older}>{words.older}</Turn>
      </span>
    </nav>
  )
}

function Turn({ href, children }: { href: string | null; children: ReactNode }) {
  if (href) return <RouterButton href={href as Route}>{children}</RouterButton>
  return (
    <Button disabled className="opacity-50">
      {children}
    </Button>
  )
}
