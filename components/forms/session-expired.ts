"use client"

import { createContext } from "react"

/** Reports that the login has ended; null where nobody watches, and the refusal is shown like any other. */
export const SessionExpired = createContext<(() => void) | null>(null)
