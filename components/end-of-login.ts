"use client"

import { createContext } from "react"
import type { Outcome } from "@/lib/outcome"

/** Says that the login has ended. Missing where nobody watches: there this refusal is shown like any other. */
export const EndOfLogin = createContext<(() => void) | null>(null)

/** Whether an action was refused because its login had ended, or was gone (R81). */
export function isEndOfLogin(outcome: Outcome<unknown> | null): boolean {
  return outcome?.ok === false && ["login_expired", "not_logged_in"].includes(outcome.code)
}
