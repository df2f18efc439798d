import { getTranslations } from "next-intl/server"
import {
  changeRoleAction,
  changeRoleManyAction,
  matchingMembersAction,
  removeAction,
  removeManyAction,
  undoRemovalAction,
  undoRemovalsAction,
} from "@/app/(console)/[organization]/enterprise/members/actions"
import { MembersFilters } from "@/app/(console)/[organization]/enterprise/members/filters"
import { MembersList } from "@/app/(console)/[organization]/enterprise/members/lists/members-list"
import { membersQuery } from "@/app/(console)/[organization]/enterprise/members/queries"
import {
  isMembersViewFiltered,
  type MembersView,
  membersAddress,
  membersPath,
} from "@/app/(console)/[organization]/enterprise/members/search-params"
import type { ReadAt } from "@/components/forms/answers/since-drawn"
import { HiddenColumnsProvider } from "@/components/lists/filtering/hidden-columns"
import { NoMatch, ResultCount } from "@/components/lists/result-count"
import { pack } from "@/components/ui/packed"
import { Pager } from "@/components/ui/pager"
import type { LoggedIn } from "@/lib/core/context"
import { listMembers } from "@/lib/members/records"
import { can } from "@/lib/shared/roles"
import { hiddenColumns } from "@/lib/web/reader/columns"
import { shown } from "@/lib/web/reader/shown"
import type { OrganizationGate } from "@/lib/web/session"

const actions = { changeRole: changeRoleAction, remove: removeAction, undoRemoval: undoRemovalAction }
const many = {
  changeRoles: changeRoleManyAction,
  remove: removeManyAction,
  undoRemovals: undoRemovalsAction,
  matching: matchingMembersAction,
}

interface MembersTabProps extends ReadAt {
  ctx: LoggedIn
  organization: OrganizationGate["organization"]
  view: MembersView
  /** The account of the visitor. */
  self: string
}

export async function MembersTab({ ctx, organization, view, self, readAt }: MembersTabProps) {
  const { organizationId: id, name, role } = organization
  const query = membersQuery(view)
  const { direction } = query
  const leader = view.direction || isMembersViewFiltered(view) ? null : self
  const [t, page, hidden] = await Promise.all([
    getTranslations("members"),
    listMembers(ctx, id, { ...query, leader }),
    hiddenColumns("members"),
  ])
  const column = view.inactive ? "active" : "joined"
  const turned = view.direction ? null : direction === "desc" ? "asc" : "desc"
  const at = (cursor: string | null) => cursor && membersAddress(id, view, { cursor })
  const before = at(page.earlier)
  const after = at(page.later)
  return (
    <HiddenColumnsProvider list="members" hidden={hidden}>
      <MembersFilters id={id} view={view} />
      <ResultCount count={page.rows.length} more={Boolean(before || after)} />
      {page.rows.length === 0 ? (
        <NoMatch title={t("noMatch")} hint={t("noMatchHint")} all={membersPath(id)} />
      ) : (
        <MembersList
          organization={{ id, name, readAt }}
          rows={pack(shown(page.rows))}
          sorting={{ column, direction, hrefs: { [column]: membersAddress(id, view, { dir: turned }) } }}
          self={self}
          more={Boolean(before || after)}
          actions={can(role, "members.manage") ? actions : undefined}
          many={can(role, "members.manage") ? many : undefined}
        />
      )}
      {direction === "desc" ? <Pager newer={before} older={after} /> : <Pager newer={after} older={before} />}
    </HiddenColumnsProvider>
  )
}
