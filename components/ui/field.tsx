import clsx from "clsx"
import { type ComponentProps, type ReactNode, useId } from "react"
import { CodeInput, Input, Textarea } from "@/components/ui/input"

interface FieldProps {
  label: ReactNode
  hint?: ReactNode
  error?: ReactNode
  /** What a control takes so that label, hint and error belong to it. */
  children: (control: ControlProps) => ReactNode
  className?: string
}

interface ControlProps {
  id: string
  "aria-describedby"?: string
  "aria-invalid"?: true
}

export type Labelled<Tag extends "input" | "select" | "textarea"> = ComponentProps<Tag> & Omit<FieldProps, "children">

export function Field({ label, hint, error, children, className }: FieldProps) {
  const id = useId()
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ")
  return (
    <div className={clsx("flex flex-col gap-1.5", className)}>
      <label htmlFor={id} className="font-medium text-sm">
        {label}
      </label>
      {children({ id, "aria-describedby": described || undefined, "aria-invalid": error ? true : undefined })}
      {hint && (
        <p id={`${id}-hint`} className="text-tertiary text-xs">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className="text-danger text-sm">
          {error}
        </p>
      )}
    </div>
  )
}

export function TextField({ label, hint, error, className, ...props }: Labelled<"input">) {
  const field = { label, hint, error, className }
  return <Field {...field}>{(control) => <Input {...props} {...control} />}</Field>
}

export function TextareaField({ label, hint, error, className, ...props }: Labelled<"textarea">) {
  const field = { label, hint, error, className }
  return <Field {...field}>{(control) => <Textarea {...props} {...control} />}</Field>
}

export function CodeField({ label, hint, error, className, ...props }: Labelled<"input">) {
  const field = { label, hint, error, className }
  return <Field {...field}>{(control) => <CodeInput {...props} {...control} />}</Field>
}
