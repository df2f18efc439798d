import { MailPlus } from "lucide-react"
import type { Route } from "next"
import { getTranslations } from "next-intl/server"
import {
  matchingRecordsAction,
  resendManyAction,
  revokeManyAction,
} from "@/app/(console)/[organization]/enterprise/members/actions"
import { RecordsFilters } from "@/app/(console)/[organization]/enterprise/members/filters"
import { RecordsList } from "@/app/(console)/[organization]/enterprise/members/lists/records-list"
import { hasContactsInOrder, recordsQuery } from "@/app/(console)/[organization]/enterprise/members/queries"
import {
  isMembersViewFiltered,
  membersAddress,
  membersPath,
  type RecordsView,
} from "@/app/(console)/[organization]/enterprise/members/search-params"
import { RedrawOnNew } from "@/components/invitations/invitations-provider"
import { InviteButton } from "@/components/invitations/invite-button"
import { HiddenColumnsProvider } from "@/components/lists/filtering/hidden-columns"
import { NoMatch, ResultCount } from "@/components/lists/result-count"
import type { Sorting } from "@/components/ui/data-table"
import { pack } from "@/components/ui/packed"
import { Pager } from "@/components/ui/pager"
import { EmptyState } from "@/components/ui/table-states"
import type { LoggedIn } from "@/lib/core/context"
import { listInvitations, type RecordsQuery } from "@/lib/invitations/records"
import { can } from "@/lib/shared/roles"
import { hiddenColumns } from "@/lib/web/reader/columns"
import { shownWithReasons } from "@/lib/web/reader/shown"
import type { OrganizationGate } from "@/lib/web/session"

const many = { revoke: revokeManyAction, resend: resendManyAction, matching: matchingRecordsAction }

interface RecordsTabProps {
  ctx: LoggedIn
  organization: OrganizationGate["organization"]
  view: RecordsView
}

export async function RecordsTab({ ctx, organization, view }: RecordsTabProps) {
  const { organizationId: id, role } = organization
  const query = await recordsQuery(view)
  const sorting = sortingOf(id, view, query)
  const [t, common, page, hidden] = await Promise.all([
    getTranslations("records"),
    getTranslations("common"),
    listInvitations(ctx, id, query),
    hiddenColumns("records"),
  ])
  const at = (cursor: string | null) => cursor && membersAddress(id, view, { cursor })
  const before = at(page.earlier)
  const after = at(page.later)
  const latest = page.rows.length > 0 && !before && !isMembersViewFiltered(view) && isNewestFirst(sorting)
  const byName = sorting.column === "contact"
  const ascending = !byName && sorting.direction === "asc"
  const words = byName ? { newer: common("previous"), older: common("next") } : undefined
  return (
    <HiddenColumnsProvider list="records" hidden={hidden}>
      <RecordsFilters id={id} view={view} />
      <ResultCount count={page.rows.length} more={Boolean(before || after)} />
      {page.rows.length > 0 ? (
        <RecordsList
          rows={pack(await shownWithReasons(page.rows))}
          sorting={sorting}
          latest={latest}
          more={Boolean(before || after)}
          readOnly={!can(role, "members.invite")}
          many={can(role, "members.invite") ? many : undefined}
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
    </HiddenColumnsProvider>
  )
}

function isNewestFirst({ column, direction }: Sorting): boolean {
  return column === "sent" && direction === "desc"
}

type Sorted = Required<Pick<RecordsQuery, "sort" | "direction">>

/** A second press on a column reverses it. Where no index has the contacts in their order, there is no first. */
function sortingOf(id: string, view: RecordsView, { sort: column, direction }: Sorted): Sorting {
  const turned = direction === "asc" ? "desc" : "asc"
  const href = (sort: typeof column) => membersAddress(id, view, { sort, dir: sort === column ? turned : null })
  const sent = { sent: href("sent") }
  return { column, direction, hrefs: hasContactsInOrder(view) ? { ...sent, contact: href("contact") } : sent }
}
