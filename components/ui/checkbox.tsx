import clsx from "clsx"
import type { ComponentProps, ReactNode } from "react"

interface CheckboxProps extends Omit<ComponentProps<"input">, "type"> {
  label: ReactNode
  /** Said, but not shown: for the boxes of a table. */
  hideLabel?: boolean
}

export function Checkbox({ label, hideLabel, className, ...props }: CheckboxProps) {
  return (
    <label className={clsx("inline-flex min-h-6 items-start gap-2 text-base", className)}>
      <span className="flex size-6 shrink-0 items-center justify-center pointer-coarse:size-10">
        <input {...props} type="checkbox" className="size-4 accent-accent" />
      </span>
      <span className={hideLabel ? "sr-only" : "pt-px"}>{label}</span>
    </label>
  )
}
