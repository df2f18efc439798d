"use client"

import { useTranslations } from "next-intl"
import type { Selectable, Selection } from "@/components/lists/selection/selection"
import type { Boxes } from "@/components/ui/data-table"
import { useScripted } from "@/components/ui/scripted"

/** The boxes of a list whose rows can be selected; null until the script runs. */
export function useBoxes<R extends Selectable>({ page, rows, toggle, selectPage, clear }: Selection<R>): Boxes | null {
  const t = useTranslations("lists")
  const isScripted = useScripted()
  if (!isScripted) return null
  const selected = new Set(rows.map(({ id }) => id))
  const names = new Map(page.map(({ id, name }) => [id, name]))
  const isAll = page.every(({ id }) => selected.has(id))
  return {
    head: Box({
      label: t("selectPage"),
      checked: isAll,
      mixed: !isAll && selected.size > 0,
      onTurn: isAll ? clear : selectPage,
    }),
    of: (id) =>
      Box({
        label: t("select", { name: names.get(id) ?? "" }),
        checked: selected.has(id),
        onTurn: (isRange) => toggle(id, isRange),
      }),
  }
}

interface BoxProps {
  label: string
  checked: boolean
  /** Whether some of what it stands for is selected. */
  mixed?: boolean
  onTurn: (isRange: boolean) => void
}

/** Calls no hook, so that a list may call it for each row. */
function Box({ label, checked, mixed = false, onTurn }: BoxProps) {
  return (
    <label>
      <input
        type="checkbox"
        aria-label={label}
        checked={checked}
        ref={(box) => {
          if (box) box.indeterminate = mixed
        }}
        onChange={({ nativeEvent }) => onTurn("shiftKey" in nativeEvent && nativeEvent.shiftKey === true)}
      />
    </label>
  )
}
