"use client"

import { type FormEvent, type ReactNode, useRef, useState, useTransition } from "react"
import { type ServerAction, useAction } from "@/components/forms/call-action"
import { RefusalContext, RefusalSummary, useFocusOnRefusal } from "@/components/forms/form"
import { clearSuccesses } from "@/components/ui/toasts"
import type { Refused } from "@/lib/shared/outcome"

type FieldMessages = Record<string, string>

interface ConsoleFormProps<T> {
  action: ServerAction<T>
  /** What is sent beside the fields. */
  more: Record<string, unknown>
  /** What was chosen outside the fields: a refusal of another choice is dropped. */
  about?: string
  /** Finds what is wrong before anything is sent, by field; it replaces the browser's own messages. */
  check?: (typed: FormData) => FieldMessages
  /** Replaces the sentence above the fields. */
  summary?: (refused: Refused) => ReactNode
  onDone: (value: T) => void
  onRefused?: (refused: Refused, form: HTMLFormElement) => void
  children: (pending: boolean) => ReactNode
}

/** A form of the console, which unlike one that the browser sends keeps what was typed. */
export function ConsoleForm<T>({ about, check, summary, children, ...sending }: ConsoleFormProps<T>) {
  const [refused, setRefused] = useRefusalOf(about)
  const { wrong, passes, recheck } = useCheck(check)
  const { pending, send } = useSending({ ...sending, setRefused })
  const form = useFocusOnRefusal(wrong.atSending ?? refused)
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (passes(event.currentTarget)) send(event.currentTarget)
    else setRefused(null)
  }
  const fields = { ...refused?.fields, ...wrong.now }
  return (
    <form ref={form} onSubmit={submit} onInput={recheck} noValidate={Boolean(check)} className="flex flex-col gap-5">
      {refused && (summary ? summary(refused) : <RefusalSummary {...refused} />)}
      <RefusalContext value={{ fields, typed: refused?.typed ?? {} }}>{children(pending)}</RefusalContext>
    </form>
  )
}

type Sending<T> = Pick<ConsoleFormProps<T>, "action" | "more" | "onDone" | "onRefused">

function useSending<T>(props: Sending<T> & { setRefused: (refused: Refused | null) => void }) {
  const { action, more, onDone, onRefused, setRefused } = props
  const callAction = useAction()
  const [pending, start] = useTransition()
  const busy = useRef(false)
  const sendOnce = async (form: HTMLFormElement) => {
    const outcome = await callAction(action, { ...Object.fromEntries(new FormData(form)), ...more })
    busy.current = false
    if (!outcome) return
    setRefused(outcome.ok ? null : outcome)
    if (outcome.ok) onDone(outcome.value)
    else onRefused?.(outcome, form)
  }
  const send = (form: HTMLFormElement) => {
    // The second of two quick presses comes before the button is drawn as busy.
    if (busy.current) return
    busy.current = true
    clearSuccesses()
    start(() => sendOnce(form))
  }
  return { pending, send }
}

/** Keeps what a check found wrong at sending, and what is left of it while it is corrected. */
function useCheck(check: (typed: FormData) => FieldMessages = () => ({})) {
  const [wrong, setWrong] = useState<{ atSending: FieldMessages | null; now: FieldMessages }>({
    atSending: null,
    now: {},
  })
  const passes = (form: HTMLFormElement) => {
    const found = check(new FormData(form))
    const any = Object.keys(found).length > 0
    setWrong({ atSending: any ? found : null, now: found })
    return !any
  }
  const recheck = ({ currentTarget }: FormEvent<HTMLFormElement>) => {
    if (wrong.atSending) setWrong({ ...wrong, now: check(new FormData(currentTarget)) })
  }
  return { wrong, passes, recheck }
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
