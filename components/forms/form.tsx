"use client"

import clsx from "clsx"
import { createContext, type ReactNode, type RefObject, use, useEffect, useEffectEvent, useRef } from "react"
import { DrawnForField } from "@/components/forms/answers/drawn-for"
import { useFormAction } from "@/components/forms/answers/form-action"
import { LoadAgain, LostAnswer, trouble } from "@/components/forms/answers/lost-answer"
import { useTypedBefore } from "@/components/forms/answers/typed"
import { SessionExpired } from "@/components/forms/session-expired"
import { STARRED } from "@/components/ui/field"
import { isOtherAccount, isSessionExpired, type Outcome, type Refused, type SentForm } from "@/lib/shared/outcome"

/** What was refused at the fields of a form, and what was typed in them. */
export const RefusalContext = createContext<Pick<Refused, "fields" | "typed"> | null>(null)

/** An action as its form sees it: whatever it gives stays on the server. */
export type FormAction = (previous: Outcome<unknown> | null, typed: SentForm) => Promise<Outcome<unknown>>

interface ActionFormProps<T> {
  action: (previous: Outcome<T> | null, typed: SentForm) => Promise<Outcome<T>>
  /** Is given what the action gives, where a script runs. */
  onDone?: (value: T) => void
  /** Said once it is done, where the page itself does not change. */
  done?: ReactNode
  /** Stands on its page more than once. */
  repeated?: boolean
  /** Marks what must be filled in, where that is not everything or the form is long. */
  starred?: boolean
  children: ReactNode
}

/** A form that is sent to the page itself finds its answer wherever in the tree it stands, without JavaScript too. */
const HERE = ""

/**
 * A form that works without JavaScript too: a refusal comes back above it and at its fields. The browser does not check
 * it, because it would tell of one field at a time, in a language of its own.
 */
export function ActionForm<T>({ action, onDone, done, repeated, starred, children }: ActionFormProps<T>) {
  const form = useRef<HTMLFormElement>(null)
  const {
    state: outcome,
    loss,
    submit,
  } = useFormAction<Outcome<T> | null>(form, action, [null, repeated ? undefined : HERE])
  const refused = outcome && !outcome.ok ? outcome : null
  const shownInDialog = useSessionExpired(outcome)
  const tell = useEffectEvent((value: T) => onDone?.(value))
  useEffect(() => {
    if (outcome?.ok) tell(outcome.value)
  }, [outcome])
  useFocusOnRefusal(form, refused)
  useTypedBefore(form)
  return (
    <form ref={form} action={submit} noValidate className={clsx("flex flex-col gap-4", starred && STARRED)}>
      <DrawnForField />
      {refused && !shownInDialog && <RefusalSummary {...refused} />}
      {outcome?.ok && done && (
        <p role="status" className="rounded-lg bg-success-soft p-3 text-success">
          {done}
        </p>
      )}
      <RefusalContext value={refused}>{children}</RefusalContext>
      {loss && <LostAnswer loss={loss} form={form} />}
    </form>
  )
}

/** Reads the refusal out at once, and shows it only where no field says as much. */
export function RefusalSummary(refused: Refused) {
  const { message } = refused
  const shownAtField = isShownAtField(refused)
  return (
    <div role="alert" className={shownAtField ? "sr-only" : trouble}>
      <p>{message}</p>
      {isOtherAccount(refused) && <LoadAgain />}
    </div>
  )
}

/** Whether the fields of a form say all of a refusal themselves. */
export function isShownAtField({ code, message, fields }: Refused): boolean {
  const told = Object.values(fields)
  return told.includes(message) || (code === "invalid_input" && told.length > 0)
}

/** Whether the login had ended and a dialog reports it. */
export function useSessionExpired(outcome: Outcome<unknown> | null): boolean {
  const loginEnded = use(SessionExpired)
  useEffect(() => {
    if (isSessionExpired(outcome)) loginEnded?.()
  }, [outcome, loginEnded])
  return loginEnded !== null && isSessionExpired(outcome)
}

/** The first wrong field of a form takes the focus when something is refused. */
export function useFocusOnRefusal(form: RefObject<HTMLFormElement | null>, refused: object | null) {
  useEffect(() => {
    if (refused) form.current?.querySelector<HTMLElement>("[aria-invalid], [data-invalid]")?.focus()
  }, [form, refused])
}
