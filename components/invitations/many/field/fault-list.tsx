"use client"

import { useTranslations } from "next-intl"
import type { MouseEvent } from "react"
import { shownOf } from "@/components/invitations/many/field/chips"
import { FaultActions } from "@/components/invitations/many/field/fault-actions"
import { passFocus } from "@/components/invitations/many/field/focus"
import type { Recipient } from "@/components/invitations/many/list/recipients"
import type { Many } from "@/components/invitations/many/many"
import { Button } from "@/components/ui/button"

interface FaultListProps {
  many: Many
  /** Begins to correct one. */
  edit: (key: string) => void
}

/** How many are in the list and cannot be invited, and what can be done about all of them at once. */
export function ListStatus({ many }: Pick<FaultListProps, "many">) {
  const t = useTranslations("many")
  const { list, leftOut, faults, checking, commands, unresolved } = many
  const faulty = list.filter(({ key }) => faults.has(key))
  const read = faulty.filter(({ key }) => faults.get(key)?.instead)
  const removeAll = ({ currentTarget }: MouseEvent<HTMLElement>) => {
    passFocus(currentTarget)
    commands.remove(new Set(faulty.map(({ key }) => key)))
  }
  const useAll = ({ currentTarget }: MouseEvent<HTMLElement>) => {
    passFocus(currentTarget)
    for (const { key, own } of read) commands.replace(key, [{ contact: faults.get(key)?.instead ?? "", own }])
  }
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p role="status" data-figures className="flex flex-wrap gap-x-2 text-secondary text-sm">
          <span>{t("count", { count: list.length })}</span>
          <span className="text-danger">{faulty.length > 0 && t("faulty", { count: faulty.length })}</span>
          <span className="text-tertiary">{checking && t("checking")}</span>
        </p>
        <div className="flex flex-wrap gap-2">
          {read.length > 1 && <Button onClick={useAll}>{t("useAll", { count: read.length })}</Button>}
          {faulty.length > 0 && <Button onClick={removeAll}>{t("removeFaulty")}</Button>}
        </div>
      </div>
      {leftOut > 0 && <p className="text-sm text-warning">{t("leftOut", { count: leftOut, max: list.length })}</p>}
      {unresolved && <p className="text-sm text-warning">{t("unresolved")}</p>}
    </div>
  )
}

/** Of each chip that cannot be invited why, with the way on. */
export function FaultList({ many, edit }: FaultListProps) {
  const t = useTranslations("many")
  const faulty = many.list.filter(({ key }) => many.faults.has(key))
  if (faulty.length === 0) return null
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard
    <ul className="faults" tabIndex={0} aria-label={t("faulty", { count: faulty.length })}>
      {faulty.map((one) => (
        <FaultLine key={one.key} {...{ many, one, edit }} />
      ))}
    </ul>
  )
}

function FaultLine({ many, one, edit }: FaultListProps & { one: Recipient }) {
  const t = useTranslations("many")
  const { commands, verdicts, faults } = many
  const contact = shownOf(one, verdicts.get(one.key))
  const fault = faults.get(one.key)
  return (
    <li>
      <span>
        <bdi>{contact}</bdi>
        <p>{fault?.message}</p>
      </span>
      <div>
        {fault && <FaultActions {...{ one, fault, commands }} shown={contact} />}
        <Button size="small" look="quiet" onClick={() => edit(one.key)} aria-label={t("edit", { contact })}>
          {t("editIt")}
        </Button>
        <Button
          size="small"
          look="quiet"
          onClick={({ currentTarget }) => {
            passFocus(currentTarget)
            commands.remove(new Set([one.key]))
          }}
          aria-label={t("remove", { contact })}
        >
          {t("removeIt")}
        </Button>
      </div>
    </li>
  )
}
