"use client"

import {
  columnVisibilityFeature,
  type RowData,
  rowSortingFeature,
  tableFeatures,
  useTable,
} from "@tanstack/react-table"
import { type ReactNode, useMemo } from "react"
import { Head, SortHead, Table } from "@/components/ui/table"
import "@/components/ui/table-picks.css"

const features = tableFeatures({ columnVisibilityFeature, rowSortingFeature })

/** The last column of a table, when a row has buttons. */
export const ACTIONS = "actions"

/**
 * Where a cell stands: `lead` is what the row is about and takes the room that is left, `end` stands beside it on a
 * phone, where `wide` is left out; all others follow on the second line.
 */
type Place = "lead" | "end" | "wide"

/** Columns are data. A cell is drawn by calling it, because a component for each would cost more than what it draws. */
export type Columns<R> = readonly { id: string; place?: Place; cell: (row: R) => ReactNode }[]

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

/** The boxes by which rows are selected, of the row of an id and of all. */
export interface Boxes {
  head: ReactNode
  of: (id: string) => ReactNode
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
  /** Missing where rows cannot be selected, and null until the script runs, which alone draws boxes. */
  boxes?: Boxes | null
}

/** A table whose order and pages are the server's. */
export function DataTable<R extends RowData>(props: DataTableProps<R>) {
  const { label, heads, sorting, boxes } = props
  const { shown, rows } = useShown(props)
  return (
    <Table
      label={label}
      picking={boxes !== undefined}
      head={
        <>
          {boxes && (
            <th scope="col" className="pick">
              {boxes.head}
            </th>
          )}
          {shown.map(({ id }) => (
            <HeadOf key={id} id={id} name={heads[id] ?? id} sorting={sorting} />
          ))}
        </>
      }
    >
      {rows.map(({ id: row, original }) => (
        <tr key={row}>
          {boxes && <td className="pick">{boxes.of(row)}</td>}
          {shown.map(({ id, place, cell }) => (
            <td key={id} className={id === ACTIONS ? "do" : place}>
              {cell(original)}
            </td>
          ))}
        </tr>
      ))}
    </Table>
  )
}

type Shown<R extends RowData> = Pick<DataTableProps<R>, "columns" | "rows" | "idOf" | "hidden" | "readOnly" | "sorting">

/** The columns and rows to be drawn. */
function useShown<R extends RowData>({ columns, rows, idOf, hidden = [], readOnly, sorting }: Shown<R>) {
  const ids = columns.map(({ id }) => id).join()
  const table = useTable({
    features,
    columns: useMemo(() => ids.split(",").map((id) => ({ id })), [ids]),
    data: rows,
    getRowId: idOf,
    manualSorting: true,
    state: {
      columnVisibility: Object.fromEntries([...hidden, ...(readOnly ? [ACTIONS] : [])].map((id) => [id, false])),
      sorting: sorting ? [{ id: sorting.column, desc: sorting.direction === "desc" }] : [],
    },
  })
  const visible = new Set(table.getVisibleLeafColumns().map(({ id }) => id))
  return { shown: columns.filter(({ id }) => visible.has(id)), rows: table.getRowModel().rows }
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
