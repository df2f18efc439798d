"use client"

import clsx from "clsx"
import {
  type ComponentProps,
  type FormEvent,
  type ReactNode,
  useEffect,
  useEffectEvent,
  useId,
  useRef,
  useState,
} from "react"
import { CodeInput, Input, Textarea } from "@/components/ui/input"
import { useWords } from "@/components/ui/words"
import { lengthOf } from "@/lib/shared/lengths"

/** From here on it is said how much of its limit a text has taken. */
const NEAR = 0.8

/** Puts a star after the label of a required field, which screen readers skip because the field says it itself. */
export const STARRED =
  "[&_:is(div:has(>:required)>label,fieldset:has(:required)>legend)]:after:text-danger [&_:is(div:has(>:required)>label,fieldset:has(:required)>legend)]:after:content-['_*'_/_'']"

interface FieldProps {
  label: ReactNode
  hint?: ReactNode
  error?: ReactNode
  /** How many characters the value may have: said while it is typed, and left to the server to refuse. */
  limit?: number
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

export function Field({ label, hint, error, limit, children, className }: FieldProps) {
  const id = useId()
  const [length, setLength] = useState(0)
  const count = ({ target }: FormEvent) => setLength(lengthOf((target as HTMLInputElement).value))
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ")
  return (
    <div className={clsx("flex flex-col gap-1.5", className)} onInput={limit ? count : undefined}>
      <label htmlFor={id} className="font-medium text-sm">
        {label}
      </label>
      {children({ id, "aria-describedby": described || undefined, "aria-invalid": error ? true : undefined })}
      {limit && <Taken length={length} limit={limit} onReset={() => setLength(0)} />}
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

interface TakenProps {
  length: number
  limit: number
  /** Is told that the form is emptied, as it is after it was sent. */
  onReset: () => void
}

/** How much of its limit a text has taken, once that is nearly all. */
function Taken({ length, limit, onReset }: TakenProps) {
  const { characters } = useWords()
  const element = useRef<HTMLParagraphElement>(null)
  const reset = useEffectEvent(onReset)
  useEffect(() => {
    const form = element.current?.closest("form")
    form?.addEventListener("reset", reset)
    return () => form?.removeEventListener("reset", reset)
  }, [])
  const near = length >= NEAR * limit
  return (
    <p
      ref={element}
      role="status"
      className={clsx("text-xs", length > limit ? "text-danger" : "text-tertiary", !near && "sr-only")}
    >
      {near && `${length} / ${limit} ${characters}`}
    </p>
  )
}

export function TextField({ label, hint, error, limit, className, ...props }: Labelled<"input">) {
  const field = { label, hint, error, limit, className }
  return <Field {...field}>{(control) => <Input {...props} {...control} />}</Field>
}

export function TextareaField({ label, hint, error, limit, className, ...props }: Labelled<"textarea">) {
  const field = { label, hint, error, limit, className }
  return <Field {...field}>{(control) => <Textarea {...props} {...control} />}</Field>
}

export function CodeField({ label, hint, error, className, ...props }: Omit<Labelled<"input">, "limit">) {
  const field = { label, hint, error, className }
  return <Field {...field}>{(control) => <CodeInput {...props} {...control} />}</Field>
}
