"use client"

import { use } from "react"
import { useDrawnFor } from "@/components/forms/answers/drawn-for"
import { answerOf, type Loss } from "@/components/forms/answers/losses"
import { noteDone } from "@/components/forms/answers/since-drawn"
import { SessionExpired } from "@/components/forms/session-expired"
import { toast } from "@/components/ui/toasts"
import { useWords } from "@/components/ui/words"
import { DRAWN_FOR, isOtherAccount, isSessionExpired, type Outcome } from "@/lib/shared/outcome"

/** An action of the server, called with what a form would send. */
export type ServerAction<T = unknown> = (previous: null, typed: Record<string, unknown>) => Promise<Outcome<T>>

/**
 * Calls actions; an ended login or another account is reported here, and a lost answer too unless the caller does. Other
 * refusals are the caller's.
 */
export function useAction(onLoss?: (loss: Loss) => void) {
  const loginEnded = use(SessionExpired)
  const drawnFor = useDrawnFor()
  const { lost } = useWords()
  const again = { label: lost.loadAgain, run: () => location.reload() }
  const tell = onLoss ?? ((loss: Loss) => toast.error(lost[loss], loss === "renewed" ? again : undefined))
  return async function callAction<T>(
    action: ServerAction<T>,
    input: Record<string, unknown>,
  ): Promise<Outcome<T> | null> {
    const given = await answerOf(() => action(null, drawnFor ? { ...input, [DRAWN_FOR]: drawnFor } : input))
    if ("loss" in given) tell(given.loss)
    else if (loginEnded && isSessionExpired(given.answer)) loginEnded()
    else if (isOtherAccount(given.answer)) toast.error(given.answer.message, again)
    else return noted(given.answer)
    return null
  }
}

function noted<T>(outcome: Outcome<T>): Outcome<T> {
  if (outcome.ok) noteDone(outcome.at)
  return outcome
}

/** Like useAction, but shows every refusal as a toast and gives null for it. */
export function useToastedAction() {
  const callAction = useAction()
  return async function callOrToast<T>(
    action: ServerAction<T>,
    input: Record<string, unknown>,
  ): Promise<{ value: T } | null> {
    const outcome = await callAction(action, input)
    if (outcome?.ok) return outcome
    if (outcome) toast.error(outcome.message)
    return null
  }
}
