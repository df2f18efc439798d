import { useTranslations } from "next-intl"
import type { ReactNode } from "react"
import { FilterForm } from "@/components/filter-form"
import { Button } from "@/components/ui/button"
import { Input, Select } from "@/components/ui/input"
import { statuses } from "@/lib/handshake/machine"
import { invitableRoles, roles } from "@/lib/roles"
import type { View } from "./address"

export function MembersFilters({ view }: { view: Extract<View, { tab: "members" }> }) {
  const t = useTranslations("members")
  return (
    <Filters label={t("filter")} search={t("search")} view={view} kept={{ dir: view.direction }}>
      <Choice name="role" all={t("anyRole")} value={view.role} options={roles.map((role) => [role, role])} />
    </Filters>
  )
}

export function RecordsFilters({ view }: { view: Extract<View, { tab: "records" }> }) {
  const [t, words, members] = [useTranslations("records"), useTranslations("statuses"), useTranslations("members")]
  const kept = { tab: view.tab, sort: view.sort, dir: view.direction }
  return (
    <Filters label={t("filter")} search={t("search")} view={view} kept={kept}>
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
    </Filters>
  )
}

interface FiltersProps {
  label: string
  search: string
  view: View
  kept: Record<string, string | undefined>
  children: ReactNode
}

function Filters({ label, search, view, kept, children }: FiltersProps) {
  const t = useTranslations("members")
  return (
    <FilterForm label={label} kept={kept}>
      <Input
        type="search"
        name="q"
        aria-label={search}
        placeholder={search}
        defaultValue={view.search}
        className="max-sm:col-span-2"
      />
      {children}
      <noscript>
        <Button type="submit">{t("apply")}</Button>
      </noscript>
    </FilterForm>
  )
}

interface ChoiceProps {
  name: string
  /** The word for no choice; it names the list too. */
  all: string
  value: string | undefined
  options: (readonly [value: string, word: string])[]
}

function Choice({ name, all, value, options }: ChoiceProps) {
  return (
    <Select name={name} aria-label={all} defaultValue={value ?? ""}>
      <option value="">{all}</option>
      {options.map(([one, word]) => (
        <option key={one} value={one}>
          {word}
        </option>
      ))}
    </Select>
  )
}
