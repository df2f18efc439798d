"use client"

import { Pencil, X } from "lucide-react"
import { useTranslations } from "next-intl"
import { memo, useLayoutEffect, useRef, useState } from "react"
import { shownOf } from "@/components/invitations/many/field/chips"
import { FaultActions } from "@/components/invitations/many/field/fault-actions"
import { passFocus } from "@/components/invitations/many/field/focus"
import { RowEditor } from "@/components/invitations/many/file/row-editor"
import type { Fault } from "@/components/invitations/many/list/faults"
import type { ListCommands, Recipient } from "@/components/invitations/many/list/recipients"
import type { Many } from "@/components/invitations/many/many"
import { Button } from "@/components/ui/button"
import "@/components/invitations/many/many.css"

interface RecipientTableProps {
  many: Many
  editing: string | null
  edit: (key: string | null) => void
}

/** The rows of a file as they will be sent, each with what stands against it; any of them can be corrected. */
export function RecipientTable({ many, editing, edit }: RecipientTableProps) {
  const t = useTranslations("many")
  const [onlyFaulty, setOnlyFaulty] = useState(false)
  const box = useRef<HTMLElement>(null)
  useLayoutEffect(() => {
    // A row that is without fault may have gone, and the focus with it.
    if (editing === null && document.activeElement === document.body) box.current?.focus()
  }, [editing])
  const { list, faults, verdicts, commands } = many
  const some = onlyFaulty && faults.size > 0
  const shown = some ? list.filter(({ key }) => faults.has(key) || key === editing) : list
  const columns = ["contact", "role", "note", "days"] as const
  return (
    <div className="flex flex-col gap-2">
      {faults.size > 0 && (
        <label className="flex items-center gap-2 text-sm">
          <input
            type="checkbox"
            checked={some}
            onChange={({ target }) => setOnlyFaulty(target.checked)}
            className="size-4 accent-accent"
          />
          <span>{t("onlyFaulty")}</span>
        </label>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard */}
      <section ref={box} className="file-rows" tabIndex={0} aria-label={t("list")}>
        <table aria-label={t("list")}>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {t(`columns.${column}`)}
                </th>
              ))}
              <th scope="col">
                <span className="sr-only">{t("columns.actions")}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((one) => (
              <Row
                key={one.key}
                one={one}
                shown={shownOf(one, verdicts.get(one.key))}
                fault={faults.get(one.key)}
                known={verdicts.get(one.key)?.of === one.contact}
                editing={editing === one.key}
                {...{ commands, edit }}
              />
            ))}
          </tbody>
        </table>
      </section>
      <p className="text-tertiary text-xs">{t("emptyCells")}</p>
    </div>
  )
}

interface RowProps extends Pick<RecipientTableProps, "edit"> {
  one: Recipient
  shown: string
  fault: Fault | undefined
  /** Whether the server has said something of it. */
  known: boolean
  editing: boolean
  commands: ListCommands
}

/** Drawn again only when something of itself has changed, for there may be hundreds. */
const Row = memo(function Row({ one, shown, fault, known, editing, edit, commands }: RowProps) {
  const t = useTranslations("many")
  const { role = "", note = "", days = "" } = one.own ?? {}
  const editButton = useRef<HTMLButtonElement>(null)
  const wasEditing = useRef(editing)
  useLayoutEffect(() => {
    if (wasEditing.current && !editing) editButton.current?.focus()
    wasEditing.current = editing
  }, [editing])
  if (editing) return <RowEditor one={one} edit={edit} commands={commands} />
  return (
    <tr>
      <td>
        <bdi>{shown || t("noContact")}</bdi>
        <Verdict fault={fault} known={known} />
        {fault && <FaultActions {...{ one, shown, fault, commands }} />}
      </td>
      <td>{role && <code>{role}</code>}</td>
      <td title={note}>{note}</td>
      <td title={t("columns.days")}>{days}</td>
      <td>
        <Button
          ref={editButton}
          size="small"
          look="quiet"
          onClick={() => edit(one.key)}
          aria-label={t("edit", { contact: shown })}
        >
          <Pencil aria-hidden />
        </Button>
        <Button
          size="small"
          look="quiet"
          onClick={({ currentTarget }) => {
            passFocus(currentTarget)
            commands.remove(new Set([one.key]))
          }}
          aria-label={t("remove", { contact: shown })}
        >
          <X aria-hidden />
        </Button>
      </td>
    </tr>
  )
})

function Verdict({ fault, known }: Pick<RowProps, "fault" | "known">) {
  const t = useTranslations("many")
  if (fault) return <p className="text-danger">{fault.message}</p>
  return <p className={known ? "text-success" : "text-tertiary"}>{t(known ? "fine" : "checking")}</p>
}
