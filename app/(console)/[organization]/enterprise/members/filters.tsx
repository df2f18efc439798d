import { useTranslations } from "next-intl"
import type { View } from "@/app/(console)/[organization]/enterprise/members/search-params"
import { Choice, ListFilters } from "@/components/lists/filters"
import { invitableRoles, roles } from "@/lib/shared/roles"
import { statuses } from "@/lib/shared/states"

export function MembersFilters({ view }: { view: Extract<View, { tab: "members" }> }) {
  const t = useTranslations("members")
  return (
    <ListFilters label={t("filter")} search={t("search")} value={view.search} kept={{ dir: view.direction }}>
      <Choice name="role" all={t("anyRole")} value={view.role} options={roles.map((role) => [role, role])} />
    </ListFilters>
  )
}

export function RecordsFilters({ view }: { view: Extract<View, { tab: "records" }> }) {
  const [t, words, members] = [useTranslations("records"), useTranslations("statuses"), useTranslations("members")]
  const kept = { tab: view.tab, sort: view.sort, dir: view.direction }
  return (
    <ListFilters label={t("filter")} search={t("search")} value={view.search} kept={kept}>
      <Choice
        name="status"
        all={t("anyStatus")}
        value={view.status}
        options={statuses.map((status) => [status, words(status)])}
      />
      <Choice
        name="role"
        all={members("anyRole")}
        value={view.role}
        options={invitableRoles.map((role) => [role, role])}
      />
    </ListFilters>
  )
}
