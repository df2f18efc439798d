import clsx from "clsx"
import type { ComponentProps } from "react"

export function Input({ className, ...props }: ComponentProps<"input">) {
  return <input {...props} className={clsx("input", className)} />
}

export function Textarea({ className, ...props }: ComponentProps<"textarea">) {
  return <textarea rows={3} {...props} className={clsx("input py-2", className)} />
}

/** A code from a letter; the browser can fill it in. */
export function CodeInput({ className, ...props }: ComponentProps<"input">) {
  return (
    <input
      inputMode="numeric"
      autoComplete="one-time-code"
      required
      {...props}
      className={clsx("input text-center font-mono tracking-[0.4em]", className)}
    />
  )
}
