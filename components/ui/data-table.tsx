"use client"

import {
  type ColumnDef,
  columnVisibilityFeature,
  createColumnHelper,
  type RowData,
  rowSortingFeature,
  tableFeatures,
  useTable,
} from "@tanstack/react-table"
import type { ReactNode } from "react"
import { Head, SortHead, Table } from "@/components/ui/table"

const features = tableFeatures({ columnVisibilityFeature, rowSortingFeature })
type Columns<R extends RowData> = ColumnDef<typeof features, R>[]

/** The last column of a table, when a row has buttons. */
export const ACTIONS = "actions"

/** Columns are data: written once, at the top of a file. */
export function columnsOf<R extends RowData>(
  define: (helper: ReturnType<typeof createColumnHelper<typeof features, R>>) => Columns<R>,
): Columns<R> {
  return define(createColumnHelper<typeof features, R>())
}

/** The name of each column, which the messages call like the column itself. */
export function headsOf<Id extends string>(t: (id: Id) => string, ids: readonly Id[]): Record<string, string> {
  return Object.fromEntries(ids.map((id) => [id, t(id)]))
}

export interface Sorting {
  column: string
  direction: "asc" | "desc"
  /** Where the head of each sortable column leads. */
  hrefs: Record<string, string>
}

interface DataTableProps<R extends RowData> {
  label: string
  /** The name of each column by its id, in the reader's language. */
  heads: Record<string, string>
  columns: Columns<R>
  rows: R[]
  idOf: (row: R) => string
  hidden?: readonly string[]
  /** Hides the buttons. */
  readOnly?: boolean
  sorting?: Sorting
  /** All of a row on a phone, where its values one below the other would be too long. */
  cardOf?: (row: R) => ReactNode
}

/** A table whose order and pages are the server's. */
export function DataTable<R extends RowData>({
  label,
  heads,
  idOf,
  hidden = [],
  readOnly,
  sorting,
  cardOf,
  ...data
}: DataTableProps<R>) {
  const table = useTable({
    features,
    columns: data.columns,
    data: data.rows,
    getRowId: idOf,
    manualSorting: true,
    state: {
      columnVisibility: Object.fromEntries([...hidden, ...(readOnly ? [ACTIONS] : [])].map((id) => [id, false])),
      sorting: sorting ? [{ id: sorting.column, desc: sorting.direction === "desc" }] : [],
    },
  })
  const ids = table.getVisibleLeafColumns().map(({ id }) => id)
  return (
    <Table
      label={label}
      head={ids.map((id) => <HeadOf key={id} id={id} name={heads[id] ?? id} sorting={sorting} />)}
      names={cardOf ? [] : ids.map((id) => (id === ACTIONS ? "" : (heads[id] ?? "")))}
    >
      {table.getRowModel().rows.map((row) => (
        <tr key={row.id}>
          {cardOf && <td className="card">{cardOf(row.original)}</td>}
          {row.getVisibleCells().map((cell) => (
            <td key={cell.id} className={cell.column.id === ACTIONS ? "do" : undefined}>
              <table.FlexRender cell={cell} />
            </td>
          ))}
        </tr>
      ))}
    </Table>
  )
}

function HeadOf({ id, name, sorting }: { id: string; name: string; sorting?: Sorting }) {
  const href = sorting?.hrefs[id]
  if (id === ACTIONS) {
    return (
      <Head>
        <span className="sr-only">{name}</span>
      </Head>
    )
  }
  if (!sorting || !href) return <Head>{name}</Head>
  const order = sorting.direction === "asc" ? "ascending" : "descending"
  return (
    <SortHead href={href} order={sorting.column === id ? order : undefined}>
      {name}
    </SortHead>
  )
}
