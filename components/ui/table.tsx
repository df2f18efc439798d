import clsx from "clsx"
import { ArrowDown, ArrowUp, ChevronsUpDown } from "lucide-react"
import type { Route } from "next"
import Link from "next/link"
import type { ReactNode } from "react"
import { Underway } from "@/components/ui/router-links"
import "@/components/ui/table.css"
import "@/components/ui/table-phone.css"

type Order = "ascending" | "descending"

interface TableProps {
  /** Names it for a screen reader. */
  label: string
  head: ReactNode
  /** Whether its rows can be selected. */
  picking?: boolean
  children: ReactNode
}

/** A table whose rows take two lines where it is narrow. Its style sheet gives rows and cells their look. */
export function Table({ label, head, picking, children }: TableProps) {
  return (
    <div className={picking ? "rows picking" : "rows"}>
      <table aria-label={label}>
        <thead>
          <tr>{head}</tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  )
}

export function Head({ children }: { children: ReactNode }) {
  return <th scope="col">{children}</th>
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
    <th scope="col" aria-sort={order}>
      <Link href={href as Route} scroll={false}>
        {children}
        <Icon aria-hidden className={clsx("size-3.5", !order && "opacity-50")} />
        <Underway />
      </Link>
    </th>
  )
}
