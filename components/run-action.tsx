"use client"

import { useTranslations } from "next-intl"
import { createContext, type ReactNode, use, useState } from "react"
import type { Outcome } from "@/lib/outcome"
import { ConfirmDialog } from "./ui/overlay"
import { toast } from "./ui/toasts"
import { useWords } from "./ui/words"

/** An action of the server, called with what a form would send. */
export type ServerAction<T = unknown> = (previous: null, typed: Record<string, unknown>) => Promise<Outcome<T>>

const EndOfLogin = createContext<() => void>(() => {})

/** Tells by a dialog, over whatever was being done, that the login has ended; logging in comes back here. */
export function LoginWatch({ children }: { children: ReactNode }) {
  const t = useTranslations("session")
  const [ended, setEnded] = useState(false)
  return (
    <EndOfLogin value={() => setEnded(true)}>
      {children}
      <ConfirmDialog
        open={ended}
        onOpenChange={setEnded}
        look="primary"
        title={t("ended")}
        description={t("endedHint")}
        confirm={t("logInAgain")}
        onConfirm={logInAgain}
      />
    </EndOfLogin>
  )
}

/** Runs actions: an ended login or a lost connection is told here and gives null; other refusals are the caller's. */
export function useRun() {
  const loginEnded = use(EndOfLogin)
  const { failed } = useWords()
  return async function run<T>(action: ServerAction<T>, input: Record<string, unknown>): Promise<Outcome<T> | null> {
    try {
      const outcome = await action(null, input)
      if (outcome.ok || !["login_expired", "not_logged_in"].includes(outcome.code)) return outcome
      loginEnded()
    } catch {
      toast.error(failed.title)
    }
    return null
  }
}

/** Like useRun, where a refusal has no better place than a toast: gives the value, or undefined. */
export function useDo() {
  const run = useRun()
  return async function act<T>(action: ServerAction<T>, input: Record<string, unknown>): Promise<{ value: T } | null> {
    const outcome = await run(action, input)
    if (outcome?.ok) return outcome
    if (outcome) toast.error(outcome.message)
    return null
  }
}

function logInAgain() {
  const next = window.location.pathname + window.location.search
  window.location.assign(`/login?${new URLSearchParams({ next, expired: "1" })}`)
}
