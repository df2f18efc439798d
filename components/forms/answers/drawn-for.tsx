"use client"

import { createContext, type ReactNode, use } from "react"
import { DRAWN_FOR } from "@/lib/shared/outcome"

const Context = createContext<string | null>(null)

/** Says for which account a page is drawn, by its number: its forms are not those of another that logs in beside it. */
export function DrawnFor({ account, children }: { account: string | null; children: ReactNode }) {
  return <Context value={account}>{children}</Context>
}

/** The number of the account that the page was drawn for; null before a login. */
export function useDrawnFor(): string | null {
  return use(Context)
}

/** Carries the account along with a form, without JavaScript too. */
export function DrawnForField() {
  const account = useDrawnFor()
  return account && <input type="hidden" name={DRAWN_FOR} value={account} />
}
