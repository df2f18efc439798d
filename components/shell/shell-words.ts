"use client"

import { createContext, use } from "react"
import type { EntryWord, SectionName } from "@/components/shell/navigation"

type Own =
  | "account"
  | "accountMenu"
  | "certified"
  | "changePassword"
  | "createOrganization"
  | "help"
  | "logOut"
  | "logOutEverywhere"
  | "navigation"
  | "openNavigation"
  | "operator"
  | "organizations"
  | "shortcuts"
  | "singleKeys"
  | "search"
  | "skip"
  | "theme"

/** What the frame of the console says, in the reader's language. */
export type ShellWords = Record<Own | EntryWord | SectionName, string> & {
  themes: Record<"system" | "light" | "dark", string>
  onOff: Record<"on" | "off", string>
}

export const ShellWordsContext = createContext<ShellWords | null>(null)

export function useShellWords(): ShellWords {
  const words = use(ShellWordsContext)
  if (!words) throw new Error("Shell is missing above this component")
  return words
}
