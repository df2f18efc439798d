"use client"

import { use } from "react"
import { RefusalContext } from "@/components/forms/form"
import type { Named } from "@/components/forms/form-field"
import { RadioCards } from "@/components/ui/radio-cards"

/** One of a few choices, each explained. */
export function FormChoice({ name, initial, ...props }: Named<typeof RadioCards>) {
  const refused = use(RefusalContext)
  return <RadioCards {...props} name={name} error={refused?.fields[name]} initial={refused?.typed[name] ?? initial} />
}
