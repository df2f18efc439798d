"use client"

import clsx from "clsx"
import { useHiddenColumns } from "@/components/lists/filtering/hidden-columns"
import { menuBox, menuItem } from "@/components/ui/menu-styles"

const MENU = "columns"

interface ColumnsMenuProps {
  label: string
  /** The columns that can be hidden, with their names. */
  columns: readonly (readonly [id: string, name: string])[]
}

/** Chooses which columns of a list are seen. On a phone, where a row has no columns, it is left out. */
export function ColumnsMenu({ label, columns }: ColumnsMenuProps) {
  const { hidden, toggle } = useHiddenColumns()
  return (
    <>
      <button type="button" className="button quiet columns" popoverTarget={MENU} title={label}>
        <span>{label}</span>
      </button>
      <fieldset id={MENU} popover="auto" aria-label={label} className={clsx(menuBox, "hang-end")}>
        {columns.map(([id, name]) => (
          <label key={id} className={menuItem}>
            <input type="checkbox" checked={!hidden.includes(id)} onChange={() => toggle(id)} />
            <span>{name}</span>
          </label>
        ))}
      </fieldset>
    </>
  )
}
