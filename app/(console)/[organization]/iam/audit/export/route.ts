import { redirect } from "next/navigation"
import type { NextRequest } from "next/server"
import { getTranslations } from "next-intl/server"
import { auditStart, parseAuditView } from "@/app/(console)/[organization]/iam/audit/search-params"
import { auditWords } from "@/app/(console)/[organization]/iam/audit/words"
import { csvStream } from "@/lib/audit/csv"
import { auditBatches } from "@/lib/audit/records"
import type { AuditRecord } from "@/lib/shared/rows/audit"
import { inReadersDays } from "@/lib/web/reader/days"
import { has, requirePermission } from "@/lib/web/session"

/**
 * Export CSV: all that the page's filters let through, written while it is read. Who may not have it, or not any more,
 * is led to the page itself, which says so; a program gets the status.
 */
export async function GET(request: NextRequest, { params }: RouteContext<"/[organization]/iam/audit/export">) {
  const id = (await params).organization
  const view = parseAuditView(Object.fromEntries(request.nextUrl.searchParams))
  if (request.headers.get("accept")?.includes("text/html") && !(await has(id, "audit.read")))
    redirect(auditStart(id, view))
  const { ctx, organization } = await requirePermission(id, "audit.read")
  const { organizationId } = organization
  const batches = auditBatches(ctx, organizationId, await inReadersDays(view))
  return new Response(csvStream(await headOf(), linesOf(batches, await cellsFor())), {
    headers: {
      "Content-Type": "text/csv; charset=utf-8",
      "Content-Disposition": `attachment; filename="audit-${organizationId}.csv"`,
      "Cache-Control": "no-store",
    },
  })
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

async function* linesOf<Cells>(batches: AsyncIterable<AuditRecord[]>, cellsOf: (record: AuditRecord) => Cells) {
  for await (const batch of batches) yield batch.map(cellsOf)
}
