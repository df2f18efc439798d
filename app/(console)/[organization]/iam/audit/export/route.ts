import type { NextRequest } from "next/server"
import { getTranslations } from "next-intl/server"
import { auditStart, parseAuditView } from "@/app/(console)/[organization]/iam/audit/search-params"
import { auditWords } from "@/app/(console)/[organization]/iam/audit/words"
import { auditBatches } from "@/lib/audit/records"
import type { AuditRecord } from "@/lib/shared/rows/audit"
import { fileOf, requireFile } from "@/lib/web/list-file"
import { inReadersDays } from "@/lib/web/reader/days"

/**
 * Export CSV: all that the page's filters let through, written while it is read. Who may not have it, or not any more,
 * is led to the page itself, which says so; a program gets the status.
 */
export async function GET(request: NextRequest, { params }: RouteContext<"/[organization]/iam/audit/export">) {
  const id = (await params).organization
  const view = parseAuditView(Object.fromEntries(request.nextUrl.searchParams))
  const asked = { organizationId: id, permission: "audit.read", page: auditStart(id, view) } as const
  const { ctx, organization } = await requireFile(request, asked)
  const { organizationId } = organization
  const batches = auditBatches(ctx, organizationId, await inReadersDays(view))
  return fileOf(organizationId, { name: "audit", head: await headOf(), batches, cellsOf: await cellsFor() })
}

async function headOf() {
  const t = await getTranslations("audit")
  const columns = ["when", "who", "number", "what", "code", "whom", "from", "result", "why", "details", "row"] as const
  return columns.map((column) => t(column))
}

async function cellsFor() {
  const [{ lineOf }, t] = await Promise.all([auditWords(), getTranslations("audit")])
  return (record: AuditRecord) => {
    const { at, who, number, what, whom, from, refused, details, id } = lineOf(record)
    const result = t(refused ? "refused" : "done")
    return [at, who, number, what, record.action, whom, from, result, refused, details.join("; "), id]
  }
}
