import clsx from "clsx"
import { ArrowDown, ArrowUp, ChevronsUpDown } from "lucide-react"
import type { Route } from "next"
import Link from "next/link"
import type { ComponentProps, ReactNode } from "react"

type Order = "ascending" | "descending"

/** A table that turns into cards where it is narrow; `label` names it for a screen reader. */
export function Table({ label, head, children }: { label: string; head: ReactNode; children: ReactNode }) {
  return (
    <div className="@container relative overflow-x-auto rounded-lg border bg-surface">
      <table aria-label={label} className="w-full border-collapse text-start text-sm max-sm:block">
        <thead className="border-b bg-muted max-sm:sr-only">
          <tr className="h-9">{head}</tr>
        </thead>
        <tbody className="max-sm:block">{children}</tbody>
      </table>
    </div>
  )
}

export function Head({ className, ...props }: ComponentProps<"th">) {
  return <th scope="col" {...props} className={clsx(headCell, className)} />
}

interface SortHeadProps {
  href: string
  /** How the column is sorted now, if it is. */
  order?: Order
  children: ReactNode
}

export function SortHead({ href, order, children }: SortHeadProps) {
  const Icon = order ? (order === "ascending" ? ArrowUp : ArrowDown) : ChevronsUpDown
  return (
    <th scope="col" aria-sort={order} className={headCell}>
      <Link
        href={href as Route}
        scroll={false}
        className="-mx-1 inline-flex h-6 items-center gap-1 rounded px-1 hover:text-foreground"
      >
        {children}
        <Icon aria-hidden className={clsx("size-3.5", !order && "opacity-50")} />
      </Link>
    </th>
  )
}

export function Row({ className, ...props }: ComponentProps<"tr">) {
  return (
    <tr
      {...props}
      className={clsx(
        "h-11 border-t first:border-t-0 hover:bg-muted/60 max-sm:block max-sm:h-auto max-sm:py-2.5",
        className,
      )}
    />
  )
}

/** `label` stands before the value where the row is a card. */
export function Cell({ label, className, ...props }: ComponentProps<"td"> & { label?: string }) {
  return (
    <td
      {...props}
      data-label={label}
      className={clsx(
        "px-2.5 py-1.5 align-middle first:ps-4 last:pe-4 max-sm:empty:hidden max-sm:has-[>span:empty]:hidden max-sm:flex max-sm:items-baseline max-sm:gap-3 max-sm:px-4 max-sm:py-1.5",
        label &&
          "max-sm:before:w-28 max-sm:before:shrink-0 max-sm:before:text-secondary max-sm:before:content-[attr(data-label)]",
        className,
      )}
    />
  )
}

/** The buttons of a row: at its end, or below the values of a card. */
export function ActionCell({ children }: { children?: ReactNode }) {
  if (!children) return <td className="max-sm:hidden" />
  return (
    <td className="px-2.5 py-1.5 last:pe-4 max-sm:block max-sm:px-4 max-sm:has-[>span:empty]:hidden">
      <span className="flex items-center justify-end gap-1 max-sm:flex-wrap max-sm:justify-start max-sm:[&_button]:border-field/60">
        {children}
      </span>
    </td>
  )
}

const headCell = "whitespace-nowrap px-2.5 text-start font-medium text-secondary text-xs first:ps-4 last:pe-4"
