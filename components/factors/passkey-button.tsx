"use client"

import { useState } from "react"
import {
  askPasskey,
  type Failure,
  type PublicKeyCredentialRequestOptionsJSON as RequestOptions,
} from "@/components/factors/ceremonies"
import { type ServerAction, useAction } from "@/components/forms/call-action"
import { Button } from "@/components/ui/button"
import { useWords } from "@/components/ui/words"
import { passkeyWords } from "@/lib/i18n/passkeys"

interface PasskeyButtonProps {
  /** Gives what the passkey is asked. */
  options: ServerAction<RequestOptions>
  /** Takes its answer; gives where to go on. */
  answer: ServerAction<string>
  next: string
  label: string
  primary?: boolean
}

/** Asks for a passkey and goes on. Without a script there is nothing to ask it, and no button. */
export function PasskeyButton({ options, answer, next, label, primary }: PasskeyButtonProps) {
  const callAction = useAction()
  const { locale } = useWords()
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<string | null>(null)
  const said = async (failure: Failure) => {
    const { cancelled, failed } = (await passkeyWords[locale]()).default
    return failure === "cancelled" ? cancelled : failed
  }
  const ask = async () => {
    const asked = await callAction(options, {})
    if (!asked?.ok) return asked?.message ?? null
    const given = await askPasskey(asked.value)
    if ("failure" in given) return said(given.failure)
    const outcome = await callAction(answer, { answer: given.answer, next })
    if (outcome?.ok) window.location.assign(outcome.value)
    return outcome?.ok ? null : (outcome?.message ?? null)
  }
  const press = async () => {
    if (busy) return
    setBusy(true)
    setTrouble(await ask())
    setBusy(false)
  }
  return (
    <div className="noscript:hidden">
      <Button look={primary ? "primary" : "secondary"} size="large" wide pending={busy} onClick={press}>
        {label}
      </Button>
      {trouble && (
        <p role="alert" className="mt-2 text-danger text-sm">
          {trouble}
        </p>
      )}
    </div>
  )
}
