"use client"

import { useState } from "react"

/** What the server has read of a page, and when it began to, in milliseconds by its clock. */
export interface ReadAt {
  readAt: number
}

let lastDone = 0

/** Notes when the server did what was asked last, by its clock. */
export function noteDone(at: number) {
  lastDone = Math.max(lastDone, at)
}

/**
 * Notes of what was done since the server drew the page; each stays until the server draws what it has read after it. A
 * drawing can come late, with what was true before.
 */
export function useSinceDrawn<Note>({ readAt }: ReadAt) {
  const [state, setState] = useState({ readAt, notes: [] as { at: number; note: Note }[] })
  if (state.readAt !== readAt) setState({ readAt, notes: state.notes.filter(({ at }) => at > readAt) })
  return {
    notes: state.notes.map(({ note }) => note),
    take(note: Note) {
      setState((last) => ({ ...last, notes: [...last.notes, { at: lastDone, note }] }))
    },
  }
}
