import { useTranslations } from "next-intl"
import type { ReactNode } from "react"
import { FilterForm } from "@/components/lists/filter-form"

interface ListFiltersProps {
  label: string
  /** What the search looks through; it names the field. */
  search: string
  /** What is searched for now. */
  value: string | undefined
  /** The other fields of the address that stay. */
  hidden?: Record<string, string | undefined>
  children?: ReactNode
  /** The choices that stand there where no script does, which has other ways to them. */
  fallback?: ReactNode
}

/** Search and choices above a list, kept in the address; a button sends them where no script does. */
export function ListFilters({ hidden = {}, ...form }: ListFiltersProps) {
  const t = useTranslations("lists")
  return <FilterForm {...form} hidden={hidden} apply={t("apply")} />
}
