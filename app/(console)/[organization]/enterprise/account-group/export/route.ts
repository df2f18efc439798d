import type { NextRequest } from "next/server"
import { getTranslations } from "next-intl/server"
import {
  accountGroupAddress,
  accountsQuery,
  parseAccountGroupView,
} from "@/app/(console)/[organization]/enterprise/account-group/search-params"
import { memberAccountBatches } from "@/lib/members/account-group"
import { fileOf, requireFile } from "@/lib/web/list-file"
import { readersMoments } from "@/lib/web/reader/moments"

/** Export CSV: all member accounts that the page's search and filters let through, in its order. */
export async function GET(
  request: NextRequest,
  { params }: RouteContext<"/[organization]/enterprise/account-group/export">,
) {
  const id = (await params).organization
  const view = parseAccountGroupView(Object.fromEntries(request.nextUrl.searchParams))
  const page = accountGroupAddress(id, view, {})
  const { ctx, organization } = await requireFile(request, { organizationId: id, permission: "members.read", page })
  const { organizationId } = organization
  const [t, origins, file, { zone, momentOf }] = await Promise.all([
    getTranslations("accountGroup"),
    getTranslations("origins"),
    getTranslations("lists.file"),
    readersMoments(),
  ])
  return fileOf(organizationId, {
    name: "accounts",
    head: [
      t("name"),
      t("number"),
      file("email"),
      file("phone"),
      t("security"),
      t("entity"),
      t("origin"),
      file("joinedAt", { zone }),
    ],
    batches: memberAccountBatches(ctx, organizationId, accountsQuery(view)),
    cellsOf: ({ name, number, security, entity, origin, joinedAt }) => [
      name,
      number,
      security.email,
      security.phone,
      t(`states.${security.state}`),
      entity,
      origins(origin),
      momentOf(joinedAt),
    ],
  })
}
