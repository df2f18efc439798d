import { redirect } from "next/navigation"
import type { NextRequest } from "next/server"
import { getTranslations } from "next-intl/server"
import { billingOf } from "@/components/shell/navigation"
import { csvStream } from "@/lib/audit/csv"
import { invitationsByMonth } from "@/lib/invitations/by-month"
import { counted } from "@/lib/shared/counts"
import type { MonthOfInvitations } from "@/lib/shared/rows/organization"
import { has, requirePermission } from "@/lib/web/session"

/**
 * Export CSV: what was sent and accepted month by month. Who may not have it, or not any more, is led to the page
 * itself, which says so; a program gets the status.
 */
export async function GET(request: NextRequest, { params }: RouteContext<"/[organization]/enterprise/billing/export">) {
  const id = (await params).organization
  if (request.headers.get("accept")?.includes("text/html") && !(await has(id, "billing.read"))) redirect(billingOf(id))
  const { ctx, organization } = await requirePermission(id, "billing.read")
  const { organizationId } = organization
  const [t, months] = await Promise.all([getTranslations("billing"), invitationsByMonth(ctx, organizationId)])
  return new Response(csvStream([t("month"), t("sent"), t("accepted")], linesOf(months)), {
    headers: {
      "Content-Type": "text/csv; charset=utf-8",
      "Content-Disposition": `attachment; filename="billing-${organizationId}.csv"`,
      "Cache-Control": "no-store",
    },
  })
}

/** Numbers without separators, as programs read them. */
async function* linesOf(months: MonthOfInvitations[]) {
  yield months.map(({ month, sent, accepted }) => [month, plain(sent), plain(accepted)])
}

function plain(count: number): string {
  return counted(count, "en").replace(",", "")
}
