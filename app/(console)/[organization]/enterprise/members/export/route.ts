import type { NextRequest } from "next/server"
import { getTranslations } from "next-intl/server"
import { membersQuery, recordsQuery } from "@/app/(console)/[organization]/enterprise/members/queries"
import {
  type MembersView,
  membersAddress,
  parseMembersPageView,
  type RecordsView,
} from "@/app/(console)/[organization]/enterprise/members/search-params"
import { invitationBatches } from "@/lib/invitations/records"
import { memberBatches } from "@/lib/members/records"
import { fileOf, requireFile } from "@/lib/web/list-file"
import { readersMoments } from "@/lib/web/reader/moments"
import type { OrganizationGate } from "@/lib/web/session"

/** Export CSV: all members, or all records, that the page's search and filters let through, in its order. */
export async function GET(request: NextRequest, { params }: RouteContext<"/[organization]/enterprise/members/export">) {
  const organizationId = (await params).organization
  const view = parseMembersPageView(Object.fromEntries(request.nextUrl.searchParams))
  const page = membersAddress(organizationId, view, {})
  const gate = await requireFile(request, { organizationId, permission: "members.read", page })
  return view.tab === "members" ? membersFile(gate, view) : recordsFile(gate, view)
}

async function membersFile({ ctx, organization: { organizationId } }: OrganizationGate, view: MembersView) {
  const [t, origins, { zone, momentOf }] = await Promise.all([
    getTranslations("members"),
    getTranslations("origins"),
    readersMoments(),
  ])
  const file = await getTranslations("lists.file")
  return fileOf(organizationId, {
    name: "members",
    head: [
      t("name"),
      file("email"),
      file("phone"),
      t("number"),
      t("role"),
      file("came"),
      file("joinedAt", { zone }),
      file("activeAt", { zone }),
    ],
    batches: memberBatches(ctx, organizationId, membersQuery(view)),
    cellsOf: ({ name, email, phone, number, role, origin, joinedAt, lastActiveAt }) => [
      name,
      email,
      phone,
      number,
      role,
      origins(origin),
      momentOf(joinedAt),
      lastActiveAt && momentOf(lastActiveAt),
    ],
  })
}

async function recordsFile({ ctx, organization: { organizationId } }: OrganizationGate, view: RecordsView) {
  const [t, statuses, deliveries, { zone, momentOf }] = await Promise.all([
    getTranslations("records"),
    getTranslations("statuses"),
    getTranslations("records.delivery"),
    readersMoments(),
  ])
  const file = await getTranslations("lists.file")
  return fileOf(organizationId, {
    name: "invitations",
    head: [
      t("contact"),
      t("role"),
      t("status"),
      file("sentAt", { zone }),
      file("expiresAt", { zone }),
      t("inviter"),
      file("delivery"),
      file("note"),
    ],
    batches: invitationBatches(ctx, organizationId, await recordsQuery(view)),
    cellsOf: ({ contact, role, status, sentAt, expiresAt, inviter, delivery, note }) => [
      contact,
      role,
      statuses(status),
      momentOf(sentAt),
      momentOf(expiresAt),
      inviter,
      delivery && deliveries(delivery),
      note,
    ],
  })
}
