"use client"

import { type RefObject, useActionState, useLayoutEffect, useRef } from "react"
import { answerOf, type Loss } from "@/components/forms/answers/losses"
import { putBack } from "@/components/forms/answers/typed"
import { type Refused, type SentForm, valuesOf } from "@/lib/shared/outcome"

/** What an action has answered; with why, where what was sent since had no answer. */
type Answered<S> = S | [answer: S, loss: Loss]

/**
 * The state of a form whose action is the server's. A form is sent without JavaScript too, so the server draws it with
 * the action itself; in the browser one that has no answer, or that is told which fields do not fit, leaves the form as
 * it was typed, secrets included.
 */
export function useFormAction<S>(
  form: RefObject<HTMLFormElement | null>,
  action: (previous: S, typed: SentForm) => Promise<S>,
  [initial, permalink]: [initial: S, permalink?: string],
) {
  const sent = useRef<FormData>(null)
  const act = typeof window === "undefined" ? action : withLosses(action, sent)
  const [answered, submit] = useActionState(
    act as (previous: Answered<S>, typed: FormData) => Promise<Answered<S>>,
    initial as Awaited<Answered<S>>,
    permalink,
  )
  const [state, loss] = parted<S>(answered)
  useLayoutEffect(() => {
    // React has emptied the form by then, as after any action.
    if (sent.current && isSentAgain(answered)) putBack(form.current, sent.current)
  }, [form, answered])
  return { state, loss, submit }
}

function withLosses<S>(action: (previous: S, typed: SentForm) => Promise<S>, sent: RefObject<FormData | null>) {
  return async (previous: Answered<S>, typed: FormData): Promise<Answered<S>> => {
    sent.current = typed
    const [before] = parted<S>(previous)
    const given = await answerOf(() => action(before, valuesOf(typed)))
    return "loss" in given ? [before, given.loss] : given.answer
  }
}

function parted<S>(answered: Answered<S>): [answer: S, loss: Loss | null] {
  return Array.isArray(answered) ? (answered as [S, Loss]) : [answered as S, null]
}

/** Whether what was sent will be sent again: it had no answer, or some of its fields do not fit. */
function isSentAgain(answered: unknown): boolean {
  return Array.isArray(answered) || (answered as Partial<Refused> | null)?.code === "invalid_input"
}
