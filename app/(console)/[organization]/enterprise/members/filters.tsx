import { useTranslations } from "next-intl"
import type { MembersView, RecordsView } from "@/app/(console)/[organization]/enterprise/members/search-params"
import { FilterChoice } from "@/components/lists/filter-choice"
import { ListFilters } from "@/components/lists/filters"
import { invitableRoles, roles } from "@/lib/shared/roles"
import { statuses } from "@/lib/shared/states"

export function MembersFilters({ view }: { view: MembersView }) {
  const t = useTranslations("members")
  return (
    <ListFilters label={t("filter")} search={t("search")} value={view.search} hidden={{ dir: view.direction }}>
      <FilterChoice name="role" all={t("anyRole")} value={view.role} options={roles.map((role) => [role, role])} />
    </ListFilters>
  )
}

export function RecordsFilters({ view }: { view: RecordsView }) {
  const t = useTranslations("records")
  const words = useTranslations("statuses")
  const members = useTranslations("members")
  const hidden = { tab: view.tab, sort: view.sort, dir: view.direction }
  return (
    <ListFilters label={t("filter")} search={t("search")} value={view.search} hidden={hidden}>
      <FilterChoice
        name="status"
        all={t("anyStatus")}
        value={view.status}
        options={statuses.map((status) => [status, words(status)])}
      />
      <FilterChoice
        name="role"
        all={members("anyRole")}
        value={view.role}
        options={invitableRoles.map((role) => [role, role])}
      />
    </ListFilters>
  )
}
