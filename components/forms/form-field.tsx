"use client"

import { type ReactNode, use } from "react"
import { RefusalContext } from "@/components/forms/form"
import { CodeField, TextField } from "@/components/ui/field"

export type Named<Field extends (props: never) => ReactNode> = Omit<Parameters<Field>[0], "error"> & { name: string }

export function FormField({ name, defaultValue, ...props }: Named<typeof TextField>) {
  const refused = use(RefusalContext)
  const error = refused?.fields[name]
  return <TextField {...props} name={name} error={error} defaultValue={refused?.typed[name] ?? defaultValue} />
}

/** A code as people paste it, which the server reads. */
export function FormCode({ name, ...props }: Named<typeof CodeField>) {
  const error = use(RefusalContext)?.fields[name]
  return <CodeField {...props} name={name} error={error} />
}
