"use client"

import { useTranslations } from "next-intl"
import type { Act, WhyNot } from "@/components/lists/selection/act"
import { Names } from "@/components/lists/selection/names"
import type { Selectable } from "@/components/lists/selection/selection"
import { RadioCards } from "@/components/ui/radio-cards"
import type { AssignableRole } from "@/lib/shared/roles"

interface QuestionProps<R extends Selectable> {
  act: Act<R>
  rows: readonly R[]
  /** Those of the rows with which it can be done. */
  fit: readonly R[]
  choice: string | null
  choose: (choice: string) => void
}

/** The consequence for the rows with which it can be done, and the names of the others, with why not. */
export function Question<R extends Selectable>({ act, rows, fit, choice, choose }: QuestionProps<R>) {
  const t = useTranslations("selection")
  const duties = useTranslations("duties")
  const whyNot = (row: R) => act.whyNot(row, choice)
  const reasons = [...new Set(rows.flatMap((row) => whyNot(row) ?? []))]
  const { choices } = act
  return (
    <>
      <p>{t(`${act.name}.consequence`, { count: fit.length })}</p>
      {choices && (
        <RadioCards
          legend={t("role.choice")}
          name="role"
          options={choices.map((role) => ({
            value: role,
            label: <code>{role}</code>,
            description: duties(role as AssignableRole),
          }))}
          onChange={({ target }) => choose(target.value)}
        />
      )}
      {reasons.map((why) => (
        <Left key={why} why={why} rows={rows.filter((row) => whyNot(row) === why)} />
      ))}
    </>
  )
}

function Left({ why, rows }: { why: WhyNot; rows: readonly Selectable[] }) {
  const t = useTranslations("selection.left")
  return <Names rows={rows}>{t(why, { count: rows.length })}</Names>
}
