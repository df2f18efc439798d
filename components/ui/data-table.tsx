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
import { ActionCell, Cell, Head, Row, SortHead, Table } from "@/components/ui/table"

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
  return (
    <Table
      label={label}
      head={table
        .getVisibleLeafColumns()
        .map(({ id }) => <HeadOf key={id} id={id} name={heads[id] ?? id} sorting={sorting} />)}
    >
      {table.getRowModel().rows.map((row) => (
        <Row key={row.id}>
          {cardOf && <td className="block px-4 py-1 sm:hidden">{cardOf(row.original)}</td>}
          {row.getVisibleCells().map((cell) =>
            cell.column.id === ACTIONS ? (
              <ActionCell key={cell.id}>
                <table.FlexRender cell={cell} />
              </ActionCell>
            ) : (
              <Cell key={cell.id} label={heads[cell.column.id]} className={cardOf && "max-sm:hidden! sm:nth-2:ps-4"}>
                <table.FlexRender cell={cell} />
              </Cell>
            ),
          )}
        </Row>
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
