import clsx from "clsx"
import type { ReactNode } from "react"
import type { Selectable } from "@/components/lists/selection/selection"

/** More than these are shown when somebody asks for them. */
const FEW = 8

interface NamesProps {
  rows: readonly Selectable[]
  tone?: "success"
  children: ReactNode
}

/** The names of rows below what is said of them. */
export function Names({ rows, tone, children }: NamesProps) {
  const look = tone ? "bg-success-soft" : "bg-muted"
  return (
    <details open={rows.length <= FEW} className={`rounded-md ${look} px-3 py-2 text-sm`}>
      <summary className={clsx("cursor-pointer font-medium", tone && "text-success")}>{children}</summary>
      <ul className="mt-1 flex flex-wrap gap-x-4 text-secondary">
        {rows.map(({ id, name }) => (
          <li key={id} className="min-w-0 break-words">
            <bdi>{name}</bdi>
          </li>
        ))}
      </ul>
    </details>
  )
}
