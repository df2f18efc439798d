"use client"

import clsx from "clsx"
import { useTranslations } from "next-intl"
import { type ClipboardEvent, type FormEvent, type KeyboardEvent, type RefObject, use, useRef } from "react"
import { RefusalContext } from "@/components/forms/form"
import { Chips } from "@/components/invitations/many/field/chips"
import { ImportLine, useImport } from "@/components/invitations/many/file/import"
import { type Given, isFromFile } from "@/components/invitations/many/list/recipients"
import { splitContacts, takeTyped } from "@/components/invitations/many/list/split"
import type { Many } from "@/components/invitations/many/many"
import { Field } from "@/components/ui/field"
import { Input } from "@/components/ui/input"

interface RecipientFieldProps {
  initial: string
  many: Many
  editing: string | null
  edit: (key: string | null) => void
  /** Is told whether something stands in the field that is not in the list. */
  onTyped: (typed: boolean) => void
}

/** Takes one contact as it is typed; of more it makes a list, each of which can be walked to and corrected. */
export function RecipientField({ initial, many, editing, edit, onTyped }: RecipientFieldProps) {
  const t = useTranslations("inviting")
  const refused = use(RefusalContext)
  const field = useRef<HTMLInputElement>(null)
  const { list, verdicts, faults, commands } = many
  const typing = useTyping(field, many, onTyped)
  const file = useImport(commands)
  const hasChips = list.length > 0 && !isFromFile(list)
  return (
    <>
      <Field label={t("contact")} hint={t("contactHint")} error={refused?.fields.contact}>
        {(control) => (
          <div className={clsx(hasChips && "recipients", file.over && "over")} {...file.drop}>
            {hasChips && <Chips {...{ list, verdicts, faults, commands, editing, edit, field }} />}
            <Input
              {...control}
              {...typing}
              ref={field}
              name="contact"
              defaultValue={refused?.typed.contact ?? initial}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              required={list.length === 0}
            />
            <KeptList many={many} />
          </div>
        )}
      </Field>
      <ImportLine {...file} />
    </>
  )
}

/** Makes recipients of what is typed and pasted, as soon as it is more than one contact. */
function useTyping(
  field: RefObject<HTMLInputElement | null>,
  { list, commands }: Many,
  onTyped: RecipientFieldProps["onTyped"],
) {
  const take = (contacts: string[], rest = "") => {
    commands.add(contacts.map((contact): Given => ({ contact })))
    if (field.current) field.current.value = rest
    onTyped(rest !== "")
  }
  const read = () => {
    const value = field.current?.value ?? ""
    const { contacts, rest } = takeTyped(value)
    if (contacts.length > 0) take(contacts, rest)
    else onTyped(value.trim() !== "")
  }
  return {
    // What an input method composes is not typed before it is chosen.
    onInput: ({ nativeEvent }: FormEvent) => (nativeEvent as InputEvent).isComposing || read(),
    onCompositionEnd: read,
    onPaste(event: ClipboardEvent<HTMLInputElement>) {
      const { value, selectionStart, selectionEnd } = event.currentTarget
      const pasted = event.clipboardData.getData("text/plain")
      const text = value.slice(0, selectionStart ?? value.length) + pasted + value.slice(selectionEnd ?? value.length)
      const contacts = splitContacts(text)
      // A single contact is put where it is pasted, to be looked at.
      if (contacts.length < 2) return
      event.preventDefault()
      take(contacts)
    },
    onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
      const { value, selectionStart, selectionEnd } = event.currentTarget
      const isAtStart = selectionStart === 0 && selectionEnd === 0
      const last = list.at(-1)
      if (!last) return
      if (event.key === "Enter" && value.trim()) take(splitContacts(value))
      else if (event.key === "Backspace" && value === "") commands.remove(new Set([last.key]))
      else if (event.key === "ArrowLeft" && isAtStart) focusLast(event.currentTarget)
      else return
      event.preventDefault()
    },
  }
}

function focusLast(field: HTMLElement) {
  const chips = field.parentElement?.querySelectorAll<HTMLElement>("[data-chip]")
  chips?.[chips.length - 1]?.focus()
}

/** Keeps the list with the form, where the page is loaded again over an upgrade. */
function KeptList({ many: { list, commands } }: Pick<RecipientFieldProps, "many">) {
  const given = list.map(({ contact, own }) => ({ contact, own }))
  return (
    <textarea
      hidden
      name="recipients"
      value={list.length > 0 ? JSON.stringify(given) : ""}
      onChange={({ target }) => commands.restore(JSON.parse(target.value || "[]") as Given[])}
    />
  )
}
