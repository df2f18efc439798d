import type { ReactNode } from "react"

interface PageHeaderProps {
  title: ReactNode
  /** One muted line, such as "42 members · 7 pending". */
  facts?: ReactNode
  /** One primary button at most. */
  actions?: ReactNode
}

export function PageHeader({ title, facts, actions }: PageHeaderProps) {
  return (
    <header className="flex flex-wrap items-start justify-between gap-x-4 gap-y-3 sm:flex-nowrap">
      <div className="min-w-0">
        <h1 className="break-words font-semibold text-xl">{title}</h1>
        {facts && <p className="text-secondary text-sm">{facts}</p>}
      </div>
      {actions && <div className="flex shrink-0 flex-wrap gap-2 max-sm:w-full">{actions}</div>}
    </header>
  )
}
