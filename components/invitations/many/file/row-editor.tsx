"use client"

import { useTranslations } from "next-intl"
import { type KeyboardEvent, useEffect, useRef } from "react"
import { useInvitations } from "@/components/invitations/context"
import type { ListCommands, Recipient } from "@/components/invitations/many/list/recipients"
import { Button } from "@/components/ui/button"
import { TextareaField, TextField } from "@/components/ui/field"
import { SelectField } from "@/components/ui/select"
import { useWords } from "@/components/ui/words"
import { invitableRoles } from "@/lib/shared/roles"

interface RowEditorProps {
  one: Recipient
  edit: (key: string | null) => void
  commands: ListCommands
}

/** Corrects a row of a file in its place. */
export function RowEditor({ one: { key, contact, own }, edit, commands }: RowEditorProps) {
  const t = useTranslations("many")
  const { cancel } = useWords()
  const { offered } = useInvitations().days
  const box = useRef<HTMLTableCellElement>(null)
  useEffect(() => box.current?.querySelector("input")?.select(), [])
  const finish = () => {
    const [first, second, third, fourth] =
      box.current?.querySelectorAll<HTMLInputElement>("input, select, textarea") ?? []
    const typed = { role: second?.value ?? "", days: third?.value ?? "", note: fourth?.value ?? "" }
    commands.replace(key, [{ contact: first?.value.trim() ?? "", own: typed }])
    edit(null)
  }
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const { tagName } = event.target as HTMLElement
    if (event.key === "Escape") edit(null)
    else if (event.key === "Enter" && tagName !== "TEXTAREA" && tagName !== "BUTTON") finish()
    else return
    event.stopPropagation()
    event.preventDefault()
  }
  return (
    <tr className="editing">
      <td ref={box} colSpan={5} onKeyDown={onKeyDown}>
        <div className="row-terms">
          <TextField label={t("columns.contact")} defaultValue={contact} spellCheck={false} autoCapitalize="none" />
          <Choice label={t("columns.role")} present={own?.role} options={invitableRoles} />
          <Choice label={t("columns.days")} present={own?.days} options={offered.map(String)} />
        </div>
        <TextareaField label={t("columns.note")} defaultValue={own?.note} rows={2} className="mt-3" />
        <div className="mt-3 flex gap-2">
          <Button look="primary" size="small" onClick={finish}>
            {t("done")}
          </Button>
          <Button size="small" onClick={() => edit(null)}>
            {cancel}
          </Button>
        </div>
      </td>
    </tr>
  )
}

interface ChoiceProps {
  label: string
  present: string | undefined
  options: readonly string[]
}

/** What a row says by itself, or nothing; what it says wrongly is not among the options. */
function Choice({ label, present = "", options }: ChoiceProps) {
  const t = useTranslations("many")
  return (
    <SelectField label={label} defaultValue={options.includes(present) ? present : ""}>
      <option value="">{t("asBelow")}</option>
      {options.map((option) => (
        <option key={option}>{option}</option>
      ))}
    </SelectField>
  )
}
