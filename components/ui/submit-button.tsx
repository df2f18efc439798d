"use client"

import type { ComponentProps } from "react"
import { useFormStatus } from "react-dom"
import { Button } from "@/components/ui/button"

/** The button of a form with an action: busy while the action runs, and deaf to a second press. */
export function SubmitButton({ pending, ...props }: ComponentProps<typeof Button>) {
  const status = useFormStatus()
  const busy = pending || status.pending
  return (
    <Button
      look="primary"
      {...props}
      type="submit"
      pending={busy}
      onClick={(event) => (busy ? event.preventDefault() : props.onClick?.(event))}
    />
  )
}
