"use client"

import { type FormEvent, type ReactNode, useRef, useState, useTransition } from "react"
import { type ServerAction, useAction } from "@/components/forms/call-action"
import { RefusalContext, RefusalSummary, useFocusOnRefusal } from "@/components/forms/form"
import { clearSuccesses } from "@/components/ui/toasts"
import type { Refused } from "@/lib/shared/outcome"

interface LiveFormProps<T> {
  action: ServerAction<T>
  /** What is sent beside the fields. */
  more: Record<string, unknown>
  /** Of what was chosen outside the fields: what was refused of another choice is over. */
  about?: string
  onDone: (value: T) => void
  onRefused?: (refused: Refused, form: HTMLFormElement) => void
  children: (pending: boolean) => ReactNode
}

/** A form of the console. Unlike one that the browser sends it is never emptied: what was typed stays as it is. */
export function LiveForm<T>({ action, more, about, onDone, onRefused, children }: LiveFormProps<T>) {
  const callAction = useAction()
  const [refused, setRefused] = useRefusalOf(about)
  const [pending, start] = useTransition()
  const sending = useRef(false)
  const send = async (form: HTMLFormElement) => {
    const outcome = await callAction(action, { ...Object.fromEntries(new FormData(form)), ...more })
    sending.current = false
    if (!outcome) return
    setRefused(outcome.ok ? null : outcome)
    if (outcome.ok) onDone(outcome.value)
    else onRefused?.(outcome, form)
  }
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    // The second of two quick presses comes before the button is drawn as busy.
    if (sending.current) return
    sending.current = true
    clearSuccesses()
    const form = event.currentTarget
    start(() => send(form))
  }
  return (
    <form ref={useFocusOnRefusal(refused)} onSubmit={submit} className="flex flex-col gap-5">
      {refused && <RefusalSummary {...refused} />}
      <RefusalContext value={refused}>{children(pending)}</RefusalContext>
    </form>
  )
}

function useRefusalOf(about: string | undefined) {
  const [refused, setRefused] = useState<Refused | null>(null)
  const [last, setLast] = useState(about)
  if (about !== last) {
    setLast(about)
    setRefused(null)
  }
  return [refused, setRefused] as const
}
