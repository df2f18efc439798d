"use client"

import { type FormEvent, type ReactNode, type RefObject, useRef, useState } from "react"
import { type Resolver, useForm } from "react-hook-form"
import type { Loss } from "@/components/forms/answers/losses"
import { LostAnswer } from "@/components/forms/answers/lost-answer"
import { useTypedBefore } from "@/components/forms/answers/typed"
import { type ServerAction, useAction } from "@/components/forms/call-action"
import { RefusalContext, RefusalSummary, useFocusOnRefusal } from "@/components/forms/form"
import { clearSuccesses } from "@/components/ui/toasts"
import type { Refused } from "@/lib/shared/outcome"

type Messages = Record<string, string>
type Typed = Record<string, FormDataEntryValue>
type Check = (typed: FormData) => Messages

interface ConsoleFormProps<T> {
  action: ServerAction<T>
  /** What is sent beside the fields. */
  more: Record<string, unknown>
  /** What was chosen outside the fields: a refusal of another choice is dropped. */
  about?: string
  /** Finds what is wrong before anything is sent, by field; it replaces the browser's own messages. */
  check?: Check
  /** Replaces the sentence above the fields. */
  summary?: (refused: Refused) => ReactNode
  onDone: (value: T, typed: Typed) => void
  onRefused?: (refused: Refused, form: HTMLFormElement) => void
  children: (pending: boolean) => ReactNode
}

/** A form of the console, which unlike one that the browser sends keeps what was typed. */
export function ConsoleForm<T>({ about, check, summary, children, ...sending }: ConsoleFormProps<T>) {
  const [refused, setRefused] = useRefusalOf(about)
  const [wrong, setWrong] = useState<object | null>(null)
  const [loss, setLoss] = useState<Loss | null>(null)
  const element = useRef<HTMLFormElement>(null)
  useFocusOnRefusal(element, wrong ?? refused)
  useTypedBefore(element)
  const form = useForm<Typed>({ resolver: resolverOf(element, check), shouldFocusError: false })
  const { errors, isSubmitting, isSubmitted } = form.formState
  const send = useSendOnce(sending, setLoss)
  const submit = form.handleSubmit(
    async (typed) => {
      setWrong(null)
      const outcome = await send(typed, element.current)
      if (outcome) setRefused(outcome.refused)
    },
    (found) => {
      setWrong(found)
      setRefused(null)
    },
  )
  const recheck = ({ target }: FormEvent<HTMLFormElement>) => {
    if (!check || !isSubmitted) return
    if (refused) setRefused(withoutField(refused, (target as HTMLInputElement).name))
    form.trigger()
  }
  const fields = { ...refused?.fields, ...messagesIn(errors) }
  return (
    <form ref={element} onSubmit={submit} onInput={recheck} noValidate={Boolean(check)} className="flex flex-col gap-5">
      {refused && <div className="contents">{summary ? summary(refused) : <RefusalSummary {...refused} />}</div>}
      <RefusalContext value={{ fields, typed: refused?.typed ?? {} }}>{children(isSubmitting)}</RefusalContext>
      {loss && <LostAnswer loss={loss} form={element} />}
    </form>
  )
}

/** The fields keep their values themselves, as the browser has them: a form is read when it is sent. */
function resolverOf(element: RefObject<HTMLFormElement | null>, check: Check = () => ({})): Resolver<Typed> {
  return () => {
    const data = new FormData(element.current ?? undefined)
    const wrong = Object.entries(check(data)).map(([field, message]) => [field, { type: "check", message }])
    if (wrong.length > 0) return { values: {}, errors: Object.fromEntries(wrong) }
    return { values: Object.fromEntries(data), errors: {} }
  }
}

function messagesIn(errors: Record<string, { message?: unknown } | undefined>): Messages {
  return Object.fromEntries(Object.entries(errors).map(([field, error]) => [field, String(error?.message ?? "")]))
}

/** What was refused at a field is not said any more while the field is corrected. */
function withoutField(refused: Refused, corrected: string): Refused {
  return {
    ...refused,
    fields: Object.fromEntries(Object.entries(refused.fields).filter(([name]) => name !== corrected)),
  }
}

type Sending<T> = Pick<ConsoleFormProps<T>, "action" | "more" | "onDone" | "onRefused">

/** The second of two quick presses comes before the button is drawn as busy. */
function useSendOnce<T>({ action, more, onDone, onRefused }: Sending<T>, onLoss: (loss: Loss | null) => void) {
  const callAction = useAction(onLoss)
  const busy = useRef(false)
  return async (typed: Typed, element: HTMLFormElement | null): Promise<{ refused: Refused | null } | undefined> => {
    if (busy.current) return
    busy.current = true
    onLoss(null)
    clearSuccesses()
    const outcome = await callAction(action, { ...typed, ...more })
    busy.current = false
    if (!outcome) return
    if (outcome.ok) onDone(outcome.value, typed)
    else if (element) {
      showInstead(element, typed, outcome.typed)
      onRefused?.(outcome, element)
    }
    return { refused: outcome.ok ? null : outcome }
  }
}

/** The server shows for another look what it has read: a number with its country. */
function showInstead(element: HTMLFormElement, typed: Typed, read: Refused["typed"]) {
  for (const [name, value] of Object.entries(read)) {
    const field = element.elements.namedItem(name)
    if (field instanceof HTMLInputElement && name in typed && typed[name] !== value) field.value = value
  }
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
