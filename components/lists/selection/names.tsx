import type { ReactNode } from "react"
import type { Selectable } from "@/components/lists/selection/selection"

/** More than these are shown when somebody asks for them. */
const FEW = 8

/** The names of rows below what is said of them. */
export function Names({ rows, children }: { rows: readonly Selectable[]; children: ReactNode }) {
  return (
    <details open={rows.length <= FEW} className="rounded-md bg-muted px-3 py-2 text-sm">
      <summary className="cursor-pointer font-medium">{children}</summary>
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
