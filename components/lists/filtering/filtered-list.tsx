import { useTranslations } from "next-intl"
import type { ComponentProps } from "react"
import { FilterChoice } from "@/components/lists/filter-choice"
import { ColumnsMenu } from "@/components/lists/filtering/columns-menu"
import { FilterBar } from "@/components/lists/filtering/filter-bar"
import type { AskChoices } from "@/components/lists/filtering/filter-panel"
import { ListFilters } from "@/components/lists/filters"
import type { Filter } from "@/lib/shared/rows/filters"

interface FilteredListProps {
  organizationId: string
  label: string
  /** What the search looks through; it names the field. */
  search: string
  /** What is searched for now. */
  value: string
  /** What the address says, all of which a search leaves as it is. */
  fields: Record<string, string | null | undefined>
  filters: Filter[]
  /** Gives what a filter can be set to. */
  ask: AskChoices
  /** The address of the list without search and filters, where it has any. */
  all: string | undefined
  /** The address of the same as a file. */
  file: string
  columns: readonly (readonly [id: string, name: string])[]
  /** The choices of a browser without scripts. */
  fallback: ComponentProps<typeof FilterChoice>[]
}

/** What stands above a list: its search, its filters, its columns and its file. */
export function FilteredList(props: FilteredListProps) {
  const { label, search, value, fields, fallback, organizationId, filters, ask, all, file, columns } = props
  const t = useTranslations("lists")
  const offered = ["q", ...fallback.map(({ name }) => name)]
  const others = Object.entries(fields).flatMap(([name, field]) =>
    field && !offered.includes(name) ? [[name, field]] : [],
  )
  return (
    <div className="filter-bar">
      <ListFilters
        label={label}
        search={search}
        value={value}
        hidden={Object.fromEntries(others)}
        fallback={fallback.map((choice) => <FilterChoice key={choice.name} {...choice} />)}
      />
      <FilterBar
        organizationId={organizationId}
        filters={filters}
        ask={ask}
        all={all}
        words={{ filters: t("filters"), remove: t("remove"), clear: t("clearAll") }}
      />
      <div className="tools">
        <ColumnsMenu label={t("columns")} columns={columns} />
        <a href={file} className="button quiet export" title={t("export")}>
          <span>{t("export")}</span>
        </a>
      </div>
    </div>
  )
}
