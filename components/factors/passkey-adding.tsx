"use client"

import { type FormEvent, type ReactNode, useState } from "react"
import {
  type PublicKeyCredentialCreationOptionsJSON as CreationOptions,
  type Failure,
  makePasskey,
} from "@/components/factors/ceremonies"
import { RecoveryCodes, type RecoveryCodesWords } from "@/components/factors/recovery-codes"
import { type ServerAction, useAction } from "@/components/forms/call-action"
import { SubmitButton } from "@/components/ui/submit-button"

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
  const [trouble, setTrouble] = useState<string | null>(null)
  const [codes, setCodes] = useState<string[] | null>(null)
  const make = async (name: string) => {
    const asked = await callAction(options, {})
    if (!asked?.ok) return asked?.message ?? null
    const made = await makePasskey(asked.value)
    if ("failure" in made) return words[made.failure]
    const outcome = await callAction(add, { name, answer: made.answer })
    if (!outcome?.ok) return outcome?.message ?? null
    if (outcome.value) setCodes(outcome.value)
    else window.location.assign("/me/factors")
    return null
  }
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (busy) return
    const name = String(new FormData(event.currentTarget).get("name"))
    setBusy(true)
    setTrouble(await make(name))
    setBusy(false)
  }
  if (codes) return <RecoveryCodes codes={codes} words={codesWords} />
  return (
    <form onSubmit={submit} className="flex flex-col gap-4 noscript:hidden">
      {children}
      {trouble && (
        <p role="alert" className="text-danger text-sm">
          {trouble}
        </p>
      )}
      <SubmitButton pending={busy} size="large" wide>
        {words.submit}
      </SubmitButton>
    </form>
  )
}
