"use client"

import { type FormEvent, type ReactNode, useRef, useState } from "react"
import {
  type PublicKeyCredentialCreationOptionsJSON as CreationOptions,
  type Failure,
  makePasskey,
} from "@/components/factors/ceremonies"
import { RecoveryCodes, type RecoveryCodesWords } from "@/components/factors/recovery-codes"
import { type ServerAction, useAction } from "@/components/forms/call-action"
import { RefusalContext, RefusalSummary, useFocusOnRefusal } from "@/components/forms/form"
import { SubmitButton } from "@/components/ui/submit-button"
import { isLoginOld } from "@/lib/shared/old-login"
import type { Refused } from "@/lib/shared/outcome"

interface PasskeyAddingProps {
  options: ServerAction<CreationOptions>
  /** Keeps the passkey; gives recovery codes with the first factor of the account. */
  add: ServerAction<string[] | null>
  words: Record<Failure | "submit", string>
  codesWords: RecoveryCodesWords
  /** The field for its name. */
  children: ReactNode
}

/** Has a device make a passkey, and keeps it under a name. */
export function PasskeyAdding({ options, add, words, codesWords, children }: PasskeyAddingProps) {
  const callAction = useAction()
  const [busy, setBusy] = useState(false)
  const form = useRef<HTMLFormElement>(null)
  const [trouble, setTrouble] = useState<Refused | Failure | null>(null)
  const [codes, setCodes] = useState<string[] | null>(null)
  const refused = typeof trouble === "object" && trouble?.fields.name ? trouble : null
  useFocusOnRefusal(form, refused)
  const make = async (name: string) => {
    const asked = await callAction(options, { name })
    if (!asked?.ok) return asked
    const made = await makePasskey(asked.value)
    if ("failure" in made) return made.failure
    const outcome = await callAction(add, { name, answer: made.answer })
    if (!outcome?.ok) return outcome
    if (outcome.value) setCodes(outcome.value)
    else window.location.assign("/me/factors")
    return null
  }
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (busy) return
    const name = String(new FormData(event.currentTarget).get("name"))
    setBusy(true)
    const now = await make(name)
    if (typeof now === "object" && isLoginOld(now)) window.location.assign(`/me/confirm?next=${location.pathname}`)
    setTrouble(now)
    setBusy(false)
  }
  if (codes) return <RecoveryCodes codes={codes} words={codesWords} />
  return (
    <form ref={form} onSubmit={submit} noValidate className="flex flex-col gap-4 noscript:hidden">
      {refused && <RefusalSummary {...refused} />}
      <RefusalContext value={refused}>{children}</RefusalContext>
      {trouble && !refused && (
        <p role="alert" className="text-danger text-sm">
          {typeof trouble === "string" ? words[trouble] : trouble.message}
        </p>
      )}
      <SubmitButton pending={busy} size="large" wide>
        {words.submit}
      </SubmitButton>
    </form>
  )
}
