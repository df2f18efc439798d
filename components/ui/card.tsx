import clsx from "clsx"
import type { ReactNode } from "react"

interface CardProps {
  title?: ReactNode
  description?: ReactNode
  /** At the end of the head: usually one button. */
  action?: ReactNode
  children?: ReactNode
  className?: string
}

export function Card({ title, description, action, children, className }: CardProps) {
  return (
    <section className={clsx("flex flex-col gap-4 rounded-lg border bg-surface p-4 sm:p-5", className)}>
      {(title || action) && (
        <header className="flex flex-wrap items-start justify-between gap-3">
          <div className="min-w-0">
            <h2 className="font-semibold text-lg">{title}</h2>
            {description && <p className="text-secondary">{description}</p>}
          </div>
          {action}
        </header>
      )}
      <div className="contents">{children}</div>
    </section>
  )
}
