"use client"

import { createContext, type ReactNode, use } from "react"
import { UNANSWERED } from "@/lib/shared/outcome"
import type { Locale } from "@/lib/shared/roles"

/** The few words that controls say by themselves, in the reader's language. */
export interface Words {
  locale: Locale
  cancel: string
  characters: string
  close: string
  copied: string
  copy: string
  deadline: string
  failed: { title: string; body: string; reference: string }
  forbidden: { title: string; body: string }
  language: string
  lost: Record<"failed" | "loadAgain" | "missing" | "renewed" | "unreachable", string>
  newer: string
  noOrganization: { title: string; body: string }
  notFound: { title: string; body: string }
  notifications: string
  older: string
  pages: string
  product: string
  retry: string
  toOrganizations: string
  toStart: string
  unavailable: { title: string; body: string }
}

const Context = createContext<Words | null>(null)

export function WordsProvider({ words, children }: { words: Words; children: ReactNode }) {
  return <Context value={words}>{children}</Context>
}

export function useWords(): Words {
  const words = use(Context)
  if (!words) throw new Error("No WordsProvider")
  return words
}

/** What is said of a failure, and the number by which the logs have it; none where only no database answered. */
export function useFailure(digest: string | undefined) {
  const { failed, unavailable } = useWords()
  return digest === UNANSWERED ? { ...unavailable, number: undefined } : { ...failed, number: digest }
}
