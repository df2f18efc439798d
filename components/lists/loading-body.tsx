"use client"

import { PageHeader } from "@/components/ui/page-header"
import { Skeleton } from "@/components/ui/skeleton"
import { Head, Table } from "@/components/ui/table"
import { SkeletonRows } from "@/components/ui/table-states"

export interface LoadingProps {
  title: string
  /** What is loading, for a screen reader. */
  label: string
  heads: string[]
  rows?: number
  /** The size of the page's button, if it has one. */
  button?: string
  /** The sizes of what is above the table. */
  above?: string[]
}

/** A page with a list while it loads. Every page of its kind carries it, so the browser draws it. */
export function LoadingBody({ title, label, heads, rows = 4, button, above = [] }: LoadingProps) {
  return (
    <>
      <PageHeader
        title={title}
        facts={<Skeleton className="w-64" />}
        actions={button && <Skeleton className={button} />}
      />
      <div role="status" aria-label={label} className="flex flex-col gap-5">
        {above.map((size) => (
          <Skeleton key={size} className={size} />
        ))}
        <Table label={label} head={heads.map((head) => <Head key={head}>{head}</Head>)}>
          <SkeletonRows rows={rows} columns={heads.length} />
        </Table>
      </div>
    </>
  )
}
