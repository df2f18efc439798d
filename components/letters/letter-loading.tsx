"use client"

import type { ReactNode } from "react"
import { CenteredCard } from "@/components/ui/centered-card"
import { Skeleton } from "@/components/ui/skeleton"

interface LetterLoadingProps {
  title: string
  /** What a browser without script is told. */
  children: ReactNode
}

/** A letter while its link is being checked. Every letter's page carries it, so the browser draws it. */
export function LetterLoading({ title, children }: LetterLoadingProps) {
  return (
    <CenteredCard title={title}>
      <div role="status" aria-label={title} className="flex flex-col gap-3">
        <Skeleton className="w-2/3" />
        <Skeleton />
        <Skeleton className="w-1/2" />
        <Skeleton className="h-10" />
      </div>
      {children}
    </CenteredCard>
  )
}
