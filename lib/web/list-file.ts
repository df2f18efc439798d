import "server-only"
import type { Route } from "next"
import { redirect } from "next/navigation"
import type { NextRequest } from "next/server"
import { csvStream } from "@/lib/lists/csv"
import type { Permission } from "@/lib/shared/roles"
import { has, type OrganizationGate, requirePermission } from "@/lib/web/session"

type Row = readonly (string | null)[]

interface ListFile<Record> {
  /** Stands before the organization's id in the name of the file. */
  name: string
  head: Row
  batches: AsyncIterable<Record[]>
  cellsOf: (record: Record) => Row
}

interface Asked {
  organizationId: string
  /** Who may see the list may have it as a file. */
  permission: Permission
  /** The page of the same, for a reader who may not have the file, or not any more: it says so. */
  page: Route
}

/** The gate of a file of an organization's list. A program that may not have it gets the status. */
export async function requireFile(request: NextRequest, asked: Asked): Promise<OrganizationGate> {
  const { organizationId, permission, page } = asked
  const isReader = request.headers.get("accept")?.includes("text/html")
  if (isReader && !(await has(organizationId, permission))) redirect(page)
  return requirePermission(organizationId, permission)
}

/** A list as a CSV file, which is written while it is read. */
export function fileOf<Record>(organizationId: string, { name, head, batches, cellsOf }: ListFile<Record>): Response {
  return new Response(csvStream(head, linesOf(batches, cellsOf)), {
    headers: {
      "Content-Type": "text/csv; charset=utf-8",
      "Content-Disposition": `attachment; filename="${name}-${organizationId}.csv"`,
      "Cache-Control": "no-store",
    },
  })
}

async function* linesOf<Record>(batches: AsyncIterable<Record[]>, cellsOf: (record: Record) => Row) {
  for await (const batch of batches) yield batch.map(cellsOf)
}
