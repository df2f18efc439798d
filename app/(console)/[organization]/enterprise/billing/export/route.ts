import type { NextRequest } from "next/server"
import { getTranslations } from "next-intl/server"
import { billingOf } from "@/components/shell/navigation"
import { invitationsByMonth } from "@/lib/invitations/by-month"
import { counted } from "@/lib/shared/counts"
import type { MonthOfInvitations } from "@/lib/shared/rows/organization"
import { fileOf, requireFile } from "@/lib/web/list-file"

/**
 * Export CSV: what was sent and accepted month by month. Who may not have it, or not any more, is led to the page
 * itself, which says so; a program gets the status.
 */
export async function GET(request: NextRequest, { params }: RouteContext<"/[organization]/enterprise/billing/export">) {
  const id = (await params).organization
  const asked = { organizationId: id, permission: "billing.read", page: billingOf(id) } as const
  const { ctx, organization } = await requireFile(request, asked)
  const { organizationId } = organization
  const [t, months] = await Promise.all([getTranslations("billing"), invitationsByMonth(ctx, organizationId)])
  return fileOf(organizationId, {
    name: "billing",
    head: [t("month"), t("sent"), t("accepted")],
    batches: inOne(months),
    cellsOf: ({ month, sent, accepted }) => [month, plain(sent), plain(accepted)],
  })
}

async function* inOne(months: MonthOfInvitations[]) {
  yield months
}

/** Numbers without separators, as programs read them. */
function plain(count: number): string {
  return counted(count, "en").replace(",", "")
}
