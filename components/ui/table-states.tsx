"use client"

import type { ReactNode } from "react"
import { Button } from "@/components/ui/button"
import { useFailure, useWords } from "@/components/ui/words"

/** Stands in for rows that are on their way, at their final height. */
export function SkeletonRows({ rows = 5, columns }: { rows?: number; columns: number }) {
  return Array.from({ length: rows }, (_, row) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike
    <tr key={row} className="waiting">
      {Array.from({ length: columns }, (_, column) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the cells are all alike
        <td key={column} />
      ))}
    </tr>
  ))
}

interface EmptyStateProps {
  icon?: ReactNode
  title: ReactNode
  children?: ReactNode
  /** What to do about it: the first step, or clearing the filter. */
  action?: ReactNode
}

export function EmptyState({ icon, title, children, action }: EmptyStateProps) {
  return (
    <div className="flex flex-col items-center gap-1 rounded-lg border border-dashed bg-surface px-4 py-10 text-center">
      {icon && <span className="mb-2 text-tertiary [&_svg]:size-6">{icon}</span>}
      <p className="font-medium">{title}</p>
      {children && <p className="max-w-prose text-secondary text-sm">{children}</p>}
      {action && <div className="mt-3">{action}</div>}
    </div>
  )
}

interface ErrorStateProps {
  /** Asks again. */
  retry: () => void
  /** What an operator finds the error by in the logs. */
  reference?: string
  /** Replaces the whole page, and so its heading. */
  page?: boolean
}

export function ErrorState({ retry, reference, page }: ErrorStateProps) {
  const words = useWords()
  const { title, body, number } = useFailure(reference)
  const Title = page ? "h1" : "p"
  return (
    <div role="alert" className="flex flex-col items-center gap-1 rounded-lg border bg-surface px-4 py-10 text-center">
      <Title className="font-medium">{title}</Title>
      <p className="max-w-prose text-secondary text-sm">{body}</p>
      {number && (
        <p className="text-tertiary text-xs">
          {words.failed.reference}: <code>{number}</code>
        </p>
      )}
      <Button className="mt-3" onClick={retry}>
        {words.retry}
      </Button>
    </div>
  )
}
