"use client"

import { createContext, type ReactNode, use, useState } from "react"
import { columnsCookie, type HideableList } from "@/lib/shared/rows/filters"

interface HiddenColumns {
  hidden: readonly string[]
  toggle: (column: string) => void
}

const Context = createContext<HiddenColumns>({ hidden: [], toggle() {} })

interface HiddenColumnsProviderProps {
  list: HideableList
  /** What the browser remembers, as the server has read it. */
  hidden: readonly string[]
  children: ReactNode
}

/** Which columns of a list are hidden, for its table and for the menu above it. */
export function HiddenColumnsProvider({ list, hidden: remembered, children }: HiddenColumnsProviderProps) {
  const [hidden, setHidden] = useState(remembered)
  const toggle = (column: string) => {
    const next = hidden.includes(column) ? hidden.filter((one) => one !== column) : [...hidden, column]
    setHidden(next)
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store is not in every browser
    document.cookie = `${columnsCookie(list)}=${next.join(".")}; path=/; max-age=31536000; samesite=lax`
  }
  return <Context value={{ hidden, toggle }}>{children}</Context>
}

export function useHiddenColumns(): HiddenColumns {
  return use(Context)
}
