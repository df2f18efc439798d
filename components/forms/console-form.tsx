"use client"

import clsx from "clsx"
import { type FormEvent, type ReactNode, type RefObject, useRef, useState } from "react"
import { type Resolver, useForm } from "react-hook-form"
import type { Loss } from "@/components/forms/answers/losses"
import { LostAnswer } from "@/components/forms/answers/lost-answer"
import { useTypedBefore } from "@/components/forms/answers/typed"
import { type ServerAction, useAction } from "@/components/forms/call-action"
import { RefusalContext, RefusalSummary, useFocusOnRefusal } from "@/components/forms/form"
import { STARRED } from "@/components/ui/field"
import { clearSuccesses } from "@/components/ui/toasts"
import type { Refused } from "@/lib/shared/outcome"

type Typed = Record<string, FormDataEntryValue>

interface ConsoleFormProps<T> {
  action: ServerAction<T>
  /** What is sent beside the fields. */
  more: Record<string, unknown>
  /** What was chosen outside the fields: a refusal of another choice is dropped. */
  about?: string
  /** Replaces the sentence above the fields. */
  summary?: (refused: Refused) => ReactNode
  onDone: (value: T, typed: Typed) => void
  onRefused?: (refused: Refused, form: HTMLFormElement) => void
  children: (pending: boolean) => ReactNode
}

/**
 * A form of the console, which unlike one that the browser sends keeps what was typed. The browser does not check it,
 * because it would tell of one field at a time.
 */
export function ConsoleForm<T>({ about, summary, children, ...sending }: ConsoleFormProps<T>) {
  const [refused, setRefused] = useRefusalOf(about)
  const [loss, setLoss] = useState<Loss | null>(null)
  const element = useRef<HTMLFormElement>(null)
  useFocusOnRefusal(element, refused)
  useTypedBefore(element)
  const form = useForm<Typed>({ resolver: resolverOf(element), shouldFocusError: false })
  const { isSubmitting } = form.formState
  const send = useSendOnce(sending, setLoss)
  const submit = form.handleSubmit(async (typed) => {
    const outcome = await send(typed, element.current)
    if (outcome) setRefused(outcome.refused)
  })
  const correct = ({ target }: FormEvent) => {
    if (refused) setRefused(withoutField(refused, (target as HTMLInputElement).name))
  }
  const shown = { fields: refused?.fields ?? {}, typed: refused?.typed ?? {} }
  return (
    <form ref={element} onSubmit={submit} onInput={correct} noValidate className={clsx("flex flex-col gap-5", STARRED)}>
      {refused && <div className="contents">{summary ? summary(refused) : <RefusalSummary {...refused} />}</div>}
      <RefusalContext value={shown}>{children(isSubmitting)}</RefusalContext>
      {loss && <LostAnswer loss={loss} form={element} />}
    </form>
  )
}

/** The fields keep their values themselves, as the browser has them: a form is read when it is sent. */
function resolverOf(element: RefObject<HTMLFormElement | null>): Resolver<Typed> {
  return () => ({ values: Object.fromEntries(new FormData(element.current ?? undefined)), errors: {} })
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
