"use client"

import { X } from "lucide-react"
import { useTranslations } from "next-intl"
import { useState } from "react"
import type { Act, Matching } from "@/components/lists/selection/act"
import { ActDialog } from "@/components/lists/selection/act-dialog"
import { SelectMore } from "@/components/lists/selection/select-more"
import { type Selectable, useListSelection } from "@/components/lists/selection/selection"
import { Button } from "@/components/ui/button"
import { OpenButton } from "@/components/ui/overlay"

interface BarProps<R extends Selectable, Row> {
  acts: readonly Act<R>[]
  organizationId: string
  matching: Matching<Row>
  /** A row as it is selected. */
  read: (row: Row) => R
}

/** How many rows are selected, and what can be done with them. */
export function Bar<R extends Selectable, Row extends object>({ acts, ...matches }: BarProps<R, Row>) {
  const t = useTranslations("selection")
  const { rows, clear } = useListSelection<R>()
  const [asked, setAsked] = useState<{ act: Act<R>; rows: readonly R[]; times: number } | null>(null)
  return (
    <>
      {rows.length > 0 && (
        <section aria-label={t("label")} className="acts">
          <p role="status" data-figures className="font-medium">
            {t("count", { count: rows.length })}
          </p>
          <SelectMore {...matches} />
          <span data-acts className="ms-auto flex flex-wrap items-center gap-2">
            {acts.map((act) => (
              <ActButton
                key={act.name}
                act={act}
                rows={rows}
                ask={() => setAsked((last) => ({ act, rows, times: (last?.times ?? 0) + 1 }))}
              />
            ))}
            <Button look="quiet" aria-label={t("clear")} title={t("clear")} onClick={clear}>
              <X aria-hidden />
            </Button>
          </span>
        </section>
      )}
      {asked && <ActDialog key={asked.times} {...asked} />}
    </>
  )
}

interface ActButtonProps<R extends Selectable> {
  act: Act<R>
  rows: readonly R[]
  ask: () => void
}

/** Says why where nothing of the selection allows it. */
function ActButton<R extends Selectable>({ act, rows, ask }: ActButtonProps<R>) {
  const t = useTranslations("selection")
  const [first] = rows
  const reason = first && rows.every((row) => act.whyNot(row, null)) ? act.whyNot(first, null) : null
  return (
    <OpenButton
      look={act.danger ? "danger" : "secondary"}
      disabledReason={reason && t(`reason.${reason}`)}
      onClick={ask}
    >
      {t(`${act.name}.button`)}
    </OpenButton>
  )
}
