import { useTranslations } from "next-intl"
import type { ReactNode } from "react"
import { FilterForm } from "@/components/lists/filter-form"
import { Button } from "@/components/ui/button"
import { Input, Select } from "@/components/ui/input"

interface ListFiltersProps {
  label: string
  /** What the search looks through; it names the field. */
  search: string
  /** What is searched for now. */
  value: string | undefined
  /** The other fields of the address that stay. */
  hidden?: Record<string, string | undefined>
  children?: ReactNode
}

/** Search and choices above a list, kept in the address; a button sends them where no script does. */
export function ListFilters({ label, search, value, hidden = {}, children }: ListFiltersProps) {
  const t = useTranslations("lists")
  return (
    <FilterForm label={label} hidden={hidden}>
      <Input
        type="search"
        name="q"
        aria-label={search}
        placeholder={search}
        defaultValue={value}
        autoComplete="off"
        spellCheck={false}
        className="max-sm:col-span-2"
      />
      {children}
      <noscript>
        <Button type="submit">{t("apply")}</Button>
      </noscript>
    </FilterForm>
  )
}

interface FilterChoiceProps {
  name: string
  /** The word for no choice; it names the list too. */
  all: string
  value: string | undefined
  options: (readonly [value: string, word: string])[]
  className?: string
}

export function FilterChoice({ name, all, value, options, className }: FilterChoiceProps) {
  return (
    <Select name={name} aria-label={all} defaultValue={value ?? ""} className={className}>
      <option value="">{all}</option>
      {options.map(([one, word]) => (
        <option key={one} value={one}>
          {word}
        </option>
      ))}
    </Select>
  )
}
