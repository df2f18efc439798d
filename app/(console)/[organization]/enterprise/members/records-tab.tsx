import { MailPlus } from "lucide-react"
import type { Route } from "next"
import { getTranslations } from "next-intl/server"
import { RecordsFilters } from "@/app/(console)/[organization]/enterprise/members/filters"
import { RecordsList } from "@/app/(console)/[organization]/enterprise/members/lists/records-list"
import {
  isMembersViewFiltered,
  membersAddress,
  membersPath,
  type RecordsView,
} from "@/app/(console)/[organization]/enterprise/members/search-params"
import { RedrawOnNew } from "@/components/invitations/invitations-provider"
import { InviteButton } from "@/components/invitations/invite-button"
import { NoMatch, ResultCount } from "@/components/lists/result-count"
import type { Sorting } from "@/components/ui/data-table"
import { pack } from "@/components/ui/packed"
import { Pager } from "@/components/ui/pager"
import { EmptyState } from "@/components/ui/table-states"
import type { LoggedIn } from "@/lib/core/context"
import { listInvitations } from "@/lib/invitations/records"
import { can } from "@/lib/shared/roles"
import { shownWithReasons } from "@/lib/web/reader/shown"
import type { OrganizationGate } from "@/lib/web/session"

interface RecordsTabProps {
  ctx: LoggedIn
  organization: OrganizationGate["organization"]
  view: RecordsView
}

export async function RecordsTab({ ctx, organization, view }: RecordsTabProps) {
  const { organizationId: id, role } = organization
  const [t, common] = await Promise.all([getTranslations("records"), getTranslations("common")])
  const sorting = sortingOf(id, view)
  const page = await listInvitations(ctx, id, { ...view, direction: sorting.direction })
  const at = (cursor: string | null) => cursor && membersAddress(id, view, { cursor })
  const before = at(page.earlier)
  const after = at(page.later)
  const latest = page.rows.length > 0 && !before && !isMembersViewFiltered(view) && isNewestFirst(sorting)
  const byName = sorting.column === "contact"
  const ascending = !byName && sorting.direction === "asc"
  const words = byName ? { newer: common("previous"), older: common("next") } : undefined
  return (
    <>
      <RecordsFilters view={view} />
      <ResultCount count={page.rows.length} more={Boolean(before || after)} />
      {page.rows.length > 0 ? (
        <RecordsList
          rows={pack(await shownWithReasons(page.rows))}
          sorting={sorting}
          latest={latest}
          more={Boolean(before || after)}
          readOnly={!can(role, "members.invite")}
        />
      ) : isMembersViewFiltered(view) || view.cursor ? (
        <NoMatch title={t("noMatch")} hint={t("noMatchHint")} all={`${membersPath(id)}?tab=records` as Route} />
      ) : (
        <EmptyState icon={<MailPlus />} title={t("none")} action={<InviteButton look="secondary" />}>
          {t("noneHint")}
        </EmptyState>
      )}
      {!latest && <RedrawOnNew />}
      <Pager newer={ascending ? after : before} older={ascending ? before : after} words={words} />
    </>
  )
}

function isNewestFirst({ column, direction }: Sorting): boolean {
  return column === "sent" && direction === "desc"
}

/** Sorts the latest first unless the address says otherwise; a second press on a column reverses it. */
function sortingOf(id: string, view: RecordsView): Sorting & { column: "sent" | "contact" } {
  const column = view.sort ?? "sent"
  const direction = view.direction ?? (column === "sent" ? "desc" : "asc")
  const turned = direction === "asc" ? "desc" : "asc"
  const href = (sort: typeof column) => membersAddress(id, view, { sort, dir: sort === column ? turned : null })
  return { column, direction, hrefs: { sent: href("sent"), contact: href("contact") } }
}
