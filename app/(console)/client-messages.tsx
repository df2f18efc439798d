import { NextIntlClientProvider, useMessages } from "next-intl"
import type { ReactNode } from "react"

type Messages = ReturnType<typeof useMessages>
type Name = keyof Messages

type Parts = { [N in Name]?: readonly (keyof Messages[N])[] }

interface ClientMessagesProps {
  of: readonly Name[]
  /** What the server alone says of these, by their names. */
  without?: Parts
  /** All that is said of these, where it is little. */
  only?: Parts
  children: ReactNode
}

/** Gives the browser the words that a page's own components say, and no others. */
export function ClientMessages({ of, without = {}, only = {}, children }: ClientMessagesProps) {
  const all = useMessages()
  const messages = Object.fromEntries(
    of.map((name) => [name, choose(all[name], (part) => isIn(part, only[name]) ?? !isIn(part, without[name]))]),
  )
  return <NextIntlClientProvider messages={messages}>{children}</NextIntlClientProvider>
}

function choose(words: object, isSaid: (part: string) => boolean): object {
  return Object.fromEntries(Object.entries(words).filter(([part]) => isSaid(part)))
}

function isIn(part: string, parts: readonly string[] | undefined): boolean | undefined {
  return parts?.includes(part)
}
