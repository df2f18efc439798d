"use client"

import { useMemo, useState } from "react"
import { BATCH_MAX } from "@/lib/shared/lengths"

/** What a row of a file says by itself, as it is written there; what is empty is as the form has it. */
interface OwnTerms {
  role: string
  note: string
  days: string
}

/** Somebody of a list who is to be invited. */
export interface Recipient {
  key: string
  /** As it was typed or pasted. */
  contact: string
  own?: OwnTerms
}

export type Given = Omit<Recipient, "key">

/** What can be done to a list of recipients. */
export interface ListCommands {
  add: (given: readonly Given[]) => void
  /** Puts others in the place of one; none takes it out. */
  replace: (key: string, by: readonly Given[]) => void
  remove: (keys: ReadonlySet<string>) => void
  /** The list as it was kept. */
  restore: (given: readonly Given[]) => void
}

interface State {
  list: readonly Recipient[]
  /** How many there was no place for. */
  leftOut: number
}

const NONE: State = { list: [], leftOut: 0 }

/** The recipients of the drawer, as long as there are more than the field holds. */
export function useRecipients(): State & { commands: ListCommands } {
  const [state, set] = useState(NONE)
  const commands = useMemo<ListCommands>(
    () => ({
      add: (given) => set(({ list }) => cut([...list, ...given.map(named)])),
      replace: (key, by) => set(({ list }) => cut(list.flatMap((one) => (one.key === key ? inPlace(one, by) : [one])))),
      remove: (keys) => set(({ list }) => cut(list.filter(({ key }) => !keys.has(key)))),
      restore: (given) => set(cut(given.map(named))),
    }),
    [],
  )
  return { ...state, commands }
}

/** The first keeps its key, and with it the focus. */
function inPlace({ key }: Recipient, by: readonly Given[]): Recipient[] {
  return by.map((one, index) => (index === 0 ? { ...one, key } : named(one)))
}

function cut(list: readonly Recipient[]): State {
  return { list: list.slice(0, BATCH_MAX), leftOut: Math.max(list.length - BATCH_MAX, 0) }
}

/** Whether rows of a file are among them, which say more than a chip can show. */
export function isFromFile(list: readonly Recipient[]): boolean {
  return list.some(({ own }) => own !== undefined)
}

let names = 0

function named(given: Given): Recipient {
  names += 1
  return { ...given, key: String(names) }
}
