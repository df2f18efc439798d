import clsx from "clsx"
import type { ComponentProps } from "react"
import { Field, type Labelled } from "@/components/ui/field"
import "@/components/ui/console.css"

export function Select({ className, ...props }: ComponentProps<"select">) {
  return (
    <span className="select">
      <select {...props} className={clsx("input", className)} />
    </span>
  )
}

export function SelectField({ label, hint, error, className, ...props }: Labelled<"select">) {
  const field = { label, hint, error, className }
  return <Field {...field}>{(control) => <Select {...props} {...control} />}</Field>
}
