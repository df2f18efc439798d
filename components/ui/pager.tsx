"use client"

import type { Route } from "next"
import type { ReactNode } from "react"
import { Button } from "@/components/ui/button"
import { RouterButton } from "@/components/ui/router-links"
import { useWords } from "@/components/ui/words"

interface PagerProps {
  /** Where the rows before these are; null at the start. */
  newer: string | null
  older: string | null
  /** Where the order is not that of time. */
  words?: { newer: string; older: string }
}

/** Pages by key: there are neighbours, but no numbers. */
export function Pager({ newer, older, words: given }: PagerProps) {
  const words = { ...useWords(), ...given }
  if (!newer && !older) return null
  return (
    <nav aria-label={words.pages} className="flex flex-wrap justify-end gap-2">
      <Turn href={newer}>{words.newer}</Turn>
      <Turn href={older}>{words.older}</Turn>
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
