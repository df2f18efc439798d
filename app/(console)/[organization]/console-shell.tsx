"use client"

import type { ComponentProps } from "react"
import { Shell } from "@/components/shell/shell"
import { useWords } from "@/components/ui/words"
import { shellWords } from "@/lib/i18n/shell"

/** The frame with its words, which no page carries. */
export function ConsoleShell(props: Omit<ComponentProps<typeof Shell>, "words">) {
  return <Shell {...props} words={shellWords[useWords().locale]} />
}
