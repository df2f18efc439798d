"use client"

import { type ReactNode, useRef } from "react"
import { RecoveryCodes, type RecoveryCodesWords } from "@/components/factors/recovery-codes"
import { DrawnForField } from "@/components/forms/answers/drawn-for"
import { useFormAction } from "@/components/forms/answers/form-action"
import { LostAnswer } from "@/components/forms/answers/lost-answer"
import { RefusalContext, RefusalSummary, useFocusOnRefusal, useSessionExpired } from "@/components/forms/form"
import type { Outcome, SentForm } from "@/lib/shared/outcome"

interface CodesFormProps {
  /** Gives recovery codes, or nothing where the account has its own already. */
  action: (previous: Outcome<string[] | null> | null, typed: SentForm) => Promise<Outcome<string[] | null>>
  words: RecoveryCodesWords
  children: ReactNode
}

/** A form after which recovery codes stand in its place, without a script too. */
export function CodesForm({ action, words, children }: CodesFormProps) {
  const form = useRef<HTMLFormElement>(null)
  const { state: outcome, loss, submit } = useFormAction<Outcome<string[] | null> | null>(form, action, [null, ""])
  const refused = outcome && !outcome.ok ? outcome : null
  const shownInDialog = useSessionExpired(outcome)
  useFocusOnRefusal(form, refused)
  if (outcome?.ok && outcome.value) return <RecoveryCodes codes={outcome.value} words={words} />
  return (
    <form ref={form} action={submit} noValidate className="flex flex-col gap-4">
      <DrawnForField />
      {refused && !shownInDialog && <RefusalSummary {...refused} />}
      <RefusalContext value={refused}>{children}</RefusalContext>
      {loss && <LostAnswer loss={loss} form={form} />}
    </form>
  )
}
