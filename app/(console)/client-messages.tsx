import { NextIntlClientProvider, useMessages } from "next-intl"
import type { ReactNode } from "react"

type Messages = ReturnType<typeof useMessages>
type Name = keyof Messages

interface ClientMessagesProps {
  of: readonly Name[]
  /** What the server alone says of these, by their names. */
  without?: { [N in Name]?: readonly (keyof Messages[N])[] }
  children: ReactNode
}

/** Gives the browser the words that a page's own components say, and no others. */
export function ClientMessages({ of, without = {}, children }: ClientMessagesProps) {
  const all = useMessages()
  const messages = Object.fromEntries(of.map((name) => [name, omit(all[name], without[name])]))
  return <NextIntlClientProvider messages={messages}>{children}</NextIntlClientProvider>
}

function omit(words: object, left: readonly string[] = []): object {
  return Object.fromEntries(Object.entries(words).filter(([name]) => !left.includes(name)))
}
