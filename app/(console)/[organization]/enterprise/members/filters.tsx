import { useFormatter, useTranslations } from "next-intl"
import { filterChoicesAction } from "@/app/(console)/[organization]/enterprise/members/actions"
import {
  allMembers,
  type Fields,
  fieldsOf,
  isMembersViewFiltered,
  type MembersView,
  membersAddress,
  membersExport,
  type RecordsView,
} from "@/app/(console)/[organization]/enterprise/members/search-params"
import { FilteredList } from "@/components/lists/filtering/filtered-list"
import { invitableRoles, roles } from "@/lib/shared/roles"
import { type Filter, hideable } from "@/lib/shared/rows/filters"
import { statuses } from "@/lib/shared/states"

interface FiltersProps<View> {
  id: string
  view: View
}

export function MembersFilters({ id, view }: FiltersProps<MembersView>) {
  const t = useTranslations("members")
  const origins = useTranslations("origins")
  const { role, origin, inactive } = view
  const set = setIn(id, view)
  return (
    <FilteredList
      organizationId={id}
      ask={filterChoicesAction}
      label={t("filter")}
      search={t("search")}
      value={view.search}
      fields={fieldsOf(view)}
      filters={[
        { name: "role", label: t("role"), set: set(role, { role: null }) },
        { name: "came", label: t("came"), set: set(origin && origins(origin), { origin: null }) },
        {
          name: "inactive",
          label: t("inactive"),
          set: set(inactive && t("inactiveFor", { days: Number(inactive) }), { inactive: null, dir: null }),
        },
      ]}
      all={isMembersViewFiltered(view) ? allMembers(id, view) : undefined}
      file={membersExport(id, view)}
      columns={hideable.members.map((column) => [column, t(column)])}
      fallback={[{ name: "role", all: t("anyRole"), value: role, options: roles.map(twice) }]}
    />
  )
}

export function RecordsFilters({ id, view }: FiltersProps<RecordsView>) {
  const t = useTranslations("records")
  const words = useTranslations("statuses")
  const members = useTranslations("members")
  const period = usePeriod()
  const { status, role, expires, delivery } = view
  const set = setIn(id, view)
  const filters: Filter[] = [
    { name: "status", label: t("status"), set: set(status && words(status), { status: null }) },
    { name: "invitedRole", label: t("role"), set: set(role, { role: null }) },
    { name: "sent", label: t("firstSent"), set: set(period(view), { from: null, to: null }) },
    {
      name: "expires",
      label: t("expiry"),
      set: set(expires && t("expiresIn", { days: Number(expires) }), { expires: null }),
    },
    {
      name: "delivery",
      label: t("deliveryFilter"),
      set: set(delivery && t(`delivery.${delivery}`), { delivery: null }),
    },
  ]
  return (
    <FilteredList
      organizationId={id}
      ask={filterChoicesAction}
      label={t("filter")}
      search={t("search")}
      value={view.search}
      fields={fieldsOf(view)}
      filters={filters}
      all={isMembersViewFiltered(view) ? allMembers(id, view) : undefined}
      file={membersExport(id, view)}
      columns={hideable.records.map((column) => [column, t(column)])}
      fallback={[
        {
          name: "status",
          all: t("anyStatus"),
          value: status,
          options: statuses.map((status) => [status, words(status)]),
        },
        { name: "role", all: members("anyRole"), value: role, options: invitableRoles.map(twice) },
      ]}
    />
  )
}

/** A filter that is set, in words, with the address without it. */
function setIn(id: string, view: MembersView | RecordsView) {
  return (word: string | undefined, without: Fields) =>
    word ? { word, without: membersAddress(id, view, without) } : undefined
}

function twice(word: string) {
  return [word, word] as const
}

/** The days of a period in words, in the reader's language. */
function usePeriod() {
  const t = useTranslations("lists")
  const { dateTime } = useFormatter()
  const inWords = (day: string) => dateTime(new Date(day), { dateStyle: "medium", timeZone: "UTC" })
  return ({ from, to }: { from?: string; to?: string }) => {
    if (from && to) return t("between", { from: inWords(from), to: inWords(to) })
    if (from) return t("since", { day: inWords(from) })
    return to && t("until", { day: inWords(to) })
  }
}
