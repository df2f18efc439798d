"use client"

import { use } from "react"
import { SessionExpired } from "@/components/forms/session-expired"
import { toast } from "@/components/ui/toasts"
import { useWords } from "@/components/ui/words"
import { isSessionExpired, type Outcome } from "@/lib/shared/outcome"

/** An action of the server, called with what a form would send. */
export type ServerAction<T = unknown> = (previous: null, typed: Record<string, unknown>) => Promise<Outcome<T>>

/** Calls actions; an ended login or a lost connection is reported here, other refusals are the caller's. */
export function useAction() {
  const loginEnded = use(SessionExpired)
  const { failed } = useWords()
  return async function callAction<T>(
    action: ServerAction<T>,
    input: Record<string, unknown>,
  ): Promise<Outcome<T> | null> {
    try {
      const outcome = await action(null, input)
      if (!loginEnded || !isSessionExpired(outcome)) return outcome
      loginEnded()
    } catch {
      toast.error(failed.title)
    }
    return null
  }
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
