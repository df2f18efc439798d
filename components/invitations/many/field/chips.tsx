"use client"

import { useTranslations } from "next-intl"
import { type KeyboardEvent, memo, type RefObject, useEffect, useRef } from "react"
import { passFocus } from "@/components/invitations/many/field/focus"
import type { Fault } from "@/components/invitations/many/list/faults"
import type { Verdict } from "@/components/invitations/many/list/preview"
import type { ListCommands, Recipient } from "@/components/invitations/many/list/recipients"
import { splitContacts } from "@/components/invitations/many/list/split"
import "@/components/invitations/many/many.css"

interface ChipsProps {
  list: readonly Recipient[]
  verdicts: ReadonlyMap<string, Verdict>
  faults: ReadonlyMap<string, Fault>
  commands: ListCommands
  /** Whose text is being corrected. */
  editing: string | null
  edit: (key: string | null) => void
  /** Where one goes on typing, behind the last of them. */
  field: RefObject<HTMLInputElement | null>
}

/** The recipients, each as a button: arrow keys walk, Enter or a press corrects, Backspace and Delete take out. */
export function Chips({ list, verdicts, faults, commands, editing, edit, field }: ChipsProps) {
  const t = useTranslations("many")
  const box = useRef<HTMLUListElement>(null)
  useFocusAfterEdit(box, editing, field)
  const walk = (event: KeyboardEvent<HTMLUListElement>) => {
    const chip = (event.target as HTMLElement).closest<HTMLElement>("[data-chip]")
    if (!chip) return
    const to = neighbour(chip, event.key)
    const key = chip.dataset.chip ?? ""
    if (event.key === "F2") edit(key)
    else if (event.key === "Delete" || event.key === "Backspace") takeOut(chip, () => commands.remove(new Set([key])))
    else if (to) to.focus()
    else if (to === null) field.current?.focus()
    else return
    event.preventDefault()
  }
  const takeOut = (chip: HTMLElement, remove: () => void) => {
    const next = neighbour(chip, "ArrowRight") ?? neighbour(chip, "ArrowLeft")
    ;(next ?? field.current)?.focus()
    remove()
  }
  return (
    <ul ref={box} className="chips" aria-label={t("list")} onKeyDown={walk}>
      {list.map((recipient, index) => (
        <Chip
          key={recipient.key}
          recipient={recipient}
          shown={shownOf(recipient, verdicts.get(recipient.key))}
          fault={faults.get(recipient.key)?.message}
          first={index === 0}
          editing={editing === recipient.key}
          edit={edit}
          commands={commands}
        />
      ))}
    </ul>
  )
}

/** The contact as it was read, and as it was typed until then. */
export function shownOf({ contact }: Recipient, verdict: Verdict | undefined): string {
  return (verdict?.of === contact && verdict.contact) || contact
}

interface ChipProps extends Pick<ChipsProps, "edit" | "commands"> {
  recipient: Recipient
  shown: string
  fault: string | undefined
  first: boolean
  editing: boolean
}

/** Drawn again only when something of itself has changed, for there may be hundreds. */
const Chip = memo(function Chip({ recipient, shown, fault, first, editing, edit, commands }: ChipProps) {
  const t = useTranslations("many")
  const { key, contact } = recipient
  if (editing) return <ChipEditor recipient={recipient} edit={edit} commands={commands} />
  return (
    <li className={fault ? "faulty" : undefined}>
      <button
        type="button"
        data-chip={key}
        tabIndex={first ? 0 : -1}
        title={fault ?? contact}
        aria-label={fault ? t("faultyChip", { contact: shown, fault }) : shown}
        onClick={() => edit(key)}
      >
        <bdi>{shown}</bdi>
      </button>
      <button
        type="button"
        tabIndex={-1}
        aria-label={t("remove", { contact: shown })}
        onClick={({ currentTarget }) => {
          passFocus(currentTarget)
          commands.remove(new Set([key]))
        }}
      />
    </li>
  )
})

/** Corrects a chip in its place. */
function ChipEditor({ recipient, edit, commands }: Pick<ChipProps, "recipient" | "edit" | "commands">) {
  const t = useTranslations("many")
  const { key, contact, own } = recipient
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => input.current?.select(), [])
  const finish = (typed: string) => {
    const corrected = splitContacts(typed)
    if (typed !== contact)
      commands.replace(
        key,
        corrected.map((one) => ({ contact: one, own })),
      )
    edit(null)
  }
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    event.stopPropagation()
    if (event.key === "Enter") finish(event.currentTarget.value)
    else if (event.key === "Escape") edit(null)
    else return
    event.preventDefault()
  }
  return (
    <li className="editing">
      <input
        ref={input}
        aria-label={t("edit", { contact })}
        defaultValue={contact}
        size={Math.max(contact.length, 12)}
        autoCapitalize="none"
        autoComplete="off"
        spellCheck={false}
        onKeyDown={onKeyDown}
        onBlur={({ currentTarget }) => finish(currentTarget.value)}
      />
    </li>
  )
}

/** The chip to which a key leads; null for what lies behind the last, nothing where the key does not walk. */
function neighbour(chip: HTMLElement, key: string): HTMLElement | null | undefined {
  const chips = [...(chip.closest("ul")?.querySelectorAll<HTMLElement>("[data-chip]") ?? [])]
  const at = chips.indexOf(chip)
  const places: Record<string, number> = {
    ArrowLeft: Math.max(at - 1, 0),
    ArrowUp: Math.max(at - 1, 0),
    ArrowRight: at + 1,
    ArrowDown: at + 1,
    Home: 0,
    End: chips.length - 1,
  }
  const to = places[key]
  if (to === undefined) return undefined
  return chips[to] === chip ? chip : (chips[to] ?? null)
}

/** Whoever has corrected one stands on it again; where it went, in the field. */
function useFocusAfterEdit(
  box: RefObject<HTMLUListElement | null>,
  editing: string | null,
  field: ChipsProps["field"],
) {
  const before = useRef(editing)
  useEffect(() => {
    const edited = before.current
    before.current = editing
    if (editing !== null || edited === null) return
    // A press on something else has taken the focus there already.
    if (document.activeElement && document.activeElement !== document.body) return
    const chip = box.current?.querySelector<HTMLElement>(`[data-chip="${edited}"]`)
    ;(chip ?? field.current)?.focus()
  }, [box, editing, field])
}
