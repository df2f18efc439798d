import clsx from "clsx"
import { ChevronDown } from "lucide-react"
import type { ComponentProps } from "react"

// Under 16 px a phone zooms into a field that gets the focus.
const frame = clsx(
  "w-full rounded-md border border-field bg-surface px-3 text-lg placeholder:text-tertiary sm:text-base",
  "aria-invalid:border-danger disabled:bg-muted disabled:text-tertiary",
)

const line = "h-9 pointer-coarse:h-10"
// Not on every control: to the style sheet a select is always read-only.
const fixed = "read-only:bg-muted"

export function Input({ className, ...props }: ComponentProps<"input">) {
  return <input {...props} className={clsx(frame, line, fixed, className)} />
}

export function Textarea({ className, ...props }: ComponentProps<"textarea">) {
  return <textarea rows={3} {...props} className={clsx(frame, fixed, "py-2", className)} />
}

export function Select({ className, ...props }: ComponentProps<"select">) {
  return (
    <span className="relative block">
      <select {...props} className={clsx(frame, line, "appearance-none pe-9", className)} />
      <ChevronDown className="pointer-events-none absolute inset-y-0 end-3 my-auto size-4 text-secondary" aria-hidden />
    </span>
  )
}

/** A code from a letter; the browser can fill it in. */
export function CodeInput({ className, ...props }: ComponentProps<"input">) {
  return (
    <input
      inputMode="numeric"
      autoComplete="one-time-code"
      required
      {...props}
      className={clsx(frame, line, "text-center font-mono tracking-[0.4em]", className)}
    />
  )
}
