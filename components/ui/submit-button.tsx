"use client"

import type { ComponentProps } from "react"
import { useFormStatus } from "react-dom"
import { Button } from "@/components/ui/button"

/** The button of a form with an action: busy while its action runs, and deaf to a second press. */
export function SubmitButton({ pending, ...props }: ComponentProps<typeof Button>) {
  const status = useFormStatus()
  const busy = pending || status.pending
  // Of several buttons the form sends the one that was pressed.
  const pressed = !props.name || status.data?.get(props.name) === props.value
  return (
    <Button
      look="primary"
      {...props}
      type="submit"
      pending={busy && pressed}
      aria-disabled={busy || undefined}
      onClick={(event) => (busy ? event.preventDefault() : props.onClick?.(event))}
    />
  )
}
