"use client"

import { type RefObject, useActionState, useLayoutEffect } from "react"
import { answerOf, type Loss } from "@/components/forms/answers/losses"
import { putBack } from "@/components/forms/answers/typed"

/** An action that had no answer, with what was sent and the answer before. */
interface Lost<S> {
  loss: Loss
  typed: FormData
  before: S
}

/**
 * The state of a form whose action is the server's. A form is sent without JavaScript too, so the server draws it with
 * the action itself; in the browser one that has no answer leaves the form as it was typed.
 */
export function useFormAction<S>(
  form: RefObject<HTMLFormElement | null>,
  action: (previous: S, typed: FormData) => Promise<S>,
  [initial, permalink]: [initial: S, permalink?: string],
) {
  const act = typeof window === "undefined" ? action : withLosses(action)
  const [state, submit] = useActionState(
    act as (state: S | Lost<S>, typed: FormData) => Promise<S | Lost<S>>,
    initial as Awaited<S>,
    permalink,
  )
  const lost = isLost(state) ? state : null
  useLayoutEffect(() => {
    // React has emptied the form by then, as after any action.
    if (lost) putBack(form.current, lost.typed)
  }, [form, lost])
  return { state: lost ? lost.before : (state as S), loss: lost?.loss ?? null, submit }
}

function withLosses<S>(action: (previous: S, typed: FormData) => Promise<S>) {
  return async (previous: S | Lost<S>, typed: FormData): Promise<S | Lost<S>> => {
    const before = isLost(previous) ? previous.before : previous
    const given = await answerOf(() => action(before, typed))
    return "loss" in given ? { ...given, typed, before } : given.answer
  }
}

function isLost<S>(state: S | Lost<S>): state is Lost<S> {
  return typeof state === "object" && state !== null && "loss" in state
}
