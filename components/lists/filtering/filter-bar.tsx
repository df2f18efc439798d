"use client"

import type { Route } from "next"
import Link from "next/link"
import { useRef, useState } from "react"
import type { AskChoices } from "@/components/lists/filtering/filter-panel"
import { later } from "@/components/ui/later"
import { LazyDialog } from "@/components/ui/lazy-dialog"
import { menuBox } from "@/components/ui/menu-styles"
import { Underway } from "@/components/ui/router-links"
import type { Filter } from "@/lib/shared/rows/filters"
import "@/components/lists/filtering/filters.css"

const FilterPanel = later(() => import("@/components/lists/filtering/filter-panel").then((file) => file.FilterPanel))
const PANEL = "filter"

interface FilterBarProps {
  organizationId: string
  filters: Filter[]
  /** Gives what a filter can be set to, when it is opened. */
  ask: AskChoices
  words: { filters: string; remove: string; clear: string }
  /** The address without any filter or search; missing where there is none. */
  all?: string
}

/** A button for each filter of a list; what is set stands in it and can be taken away. */
export function FilterBar({ organizationId, filters, ask, words, all }: FilterBarProps) {
  const [{ filter, times }, setOpened] = useState<{ filter: Filter | null; times: number }>({ filter: null, times: 0 })
  const panel = useRef<HTMLDivElement>(null)
  return (
    <>
      <ul className="filters" aria-label={words.filters}>
        {filters.map((one) => (
          <li key={one.name} className={one.set && "set"}>
            <button
              type="button"
              popoverTarget={PANEL}
              aria-haspopup="true"
              onClick={() => setOpened((last) => ({ filter: one, times: last.times + 1 }))}
            >
              {one.label}
              {one.set && <b>{one.set.word}</b>}
            </button>
            {one.set && (
              <Link
                href={one.set.without as Route}
                replace
                scroll={false}
                prefetch={false}
                aria-label={`${words.remove}: ${one.label} ${one.set.word}`}
              >
                <Underway />
              </Link>
            )}
          </li>
        ))}
        {all && (
          <li className="all">
            <Link href={all as Route} replace scroll={false} prefetch={false}>
              {words.clear}
              <Underway />
            </Link>
          </li>
        )}
      </ul>
      <div id={PANEL} ref={panel} popover="auto" className={`${menuBox} hang-start`}>
        {filter && (
          <LazyDialog times={times}>
            <FilterPanel
              organizationId={organizationId}
              filter={filter}
              ask={ask}
              close={() => panel.current?.hidePopover()}
            />
          </LazyDialog>
        )}
      </div>
    </>
  )
}
