import { NextIntlClientProvider, useMessages } from "next-intl"
import type { ReactNode } from "react"

type Messages = ReturnType<typeof useMessages>

/** Gives the browser the words that a page's own components say, and no others. */
export function ClientMessages({ of, children }: { of: readonly (keyof Messages)[]; children: ReactNode }) {
  const all = useMessages()
  const messages = Object.fromEntries(of.map((name) => [name, all[name]]))
  return <NextIntlClientProvider messages={messages}>{children}</NextIntlClientProvider>
}
