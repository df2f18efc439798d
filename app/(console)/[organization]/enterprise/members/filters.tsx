import { useTranslations } from "next-intl"
import type { MembersView, RecordsView } from "@/app/(console)/[organization]/enterprise/members/search-params"
import { FilterChoice, ListFilters } from "@/components/lists/filters"
import { invitableRoles, roles } from "@/lib/shared/roles"
import { statuses } from "@/lib/shared/states"

export function MembersFilters({ view }: { view: MembersView }) {
  const t = useTranslations("members")
  return (
    <ListFilters label={t("filter")} search={t("search")} value={view.search} kept={{ dir: view.direction }}>
      <FilterChoice name="role" all={t("anyRole")} value={view.role} options={roles.map((role) => [role, role])} />
    </ListFilters>
  )
}

export function RecordsFilters({ view }: { view: RecordsView }) {
  const [t, words, members] = [useTranslations("records"), useTranslations("statuses"), useTranslations("members")]
  const kept = { tab: view.tab, sort: view.sort, dir: view.direction }
  return (
    <ListFilters label={t("filter")} search={t("search")} value={view.search} kept={kept}>
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
