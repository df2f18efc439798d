"use client"

import { useState } from "react"
import {
  askPasskey,
  type Failure,
  type PublicKeyCredentialRequestOptionsJSON as RequestOptions,
} from "@/components/factors/ceremonies"
import { type ServerAction, useAction } from "@/components/forms/call-action"
import { Button } from "@/components/ui/button"

interface PasskeyWords extends Partial<Record<Failure, string>> {
  button: string
  cancelled: string
  failed: string
}

interface PasskeyButtonProps {
  /** Gives what the passkey is asked. */
  options: ServerAction<RequestOptions>
  /** Takes its answer; gives where to go on. */
  answer: ServerAction<string>
  next: string
  words: PasskeyWords
  primary?: boolean
}

/** Asks for a passkey and goes on. Without a script there is nothing to ask it, and no button. */
export function PasskeyButton({ options, answer, next, words, primary }: PasskeyButtonProps) {
  const callAction = useAction()
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<string | null>(null)
  const ask = async () => {
    const asked = await callAction(options, {})
    if (!asked?.ok) return asked?.message ?? null
    const given = await askPasskey(asked.value)
    if ("failure" in given) return words[given.failure] ?? words.failed
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
    <div className="flex flex-col gap-2 noscript:hidden">
      <Button look={primary ? "primary" : "secondary"} size="large" wide pending={busy} onClick={press}>
        {words.button}
      </Button>
      <p role="alert" className="text-danger text-sm empty:hidden">
        {trouble}
      </p>
    </div>
  )
}
