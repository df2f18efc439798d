"use client"

import { createContext } from "react"

/** Says that the login has ended. Missing where nobody watches: there this refusal is shown like any other. */
export const SessionExpired = createContext<(() => void) | null>(null)
