"use client"

import { createContext, use } from "react"

/** What the keyboard opens over a page. */
export type Opened = "palette" | "sheet"

export const OpenContext = createContext<(what: Opened) => void>(() => {})

/** Opens the palette or the sheet of keys. */
export function useOpen() {
  return use(OpenContext)
}
