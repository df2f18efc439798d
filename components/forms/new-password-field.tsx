"use client"

import { type RefObject, use, useEffect, useEffectEvent, useRef, useState } from "react"
import { RefusalContext } from "@/components/forms/form"
import { Button } from "@/components/ui/button"
import { Field } from "@/components/ui/field"
import { Input } from "@/components/ui/input"
import { useWords } from "@/components/ui/words"
import { lengthOf, PASSWORD_MAX, PASSWORD_MIN } from "@/lib/shared/lengths"

/** Fewer different characters than these are guessed at once, however often they are repeated. */
const FEW_DIFFERENT = 6
const NOTHING = { length: 0, different: 0 }

interface Words {
  show: string
  long: string
  easy: string
}

/**
 * A password to be set, which can be looked at while it is typed. It says how long it is; whether it can be guessed is
 * for the server to say. Without JavaScript it is a plain field.
 */
export function NewPasswordField({ label, hint, words }: { label: string; hint: string; words: Words }) {
  const error = use(RefusalContext)?.fields.password
  const box = useRef<HTMLDivElement>(null)
  const [typed, setTyped] = useState(NOTHING)
  const [shown, show] = useState(false)
  // A browser offers to keep a password only from a field that hides it.
  useFormEvent(box, "submit", () => show(false))
  useFormEvent(box, "reset", () => setTyped(NOTHING))
  const count = (text: string) => setTyped({ length: lengthOf(text), different: new Set(text).size })
  return (
    <Field label={label} hint={hint} error={error} limit={PASSWORD_MAX}>
      {(control) => (
        <div ref={box} className="flex flex-col gap-1.5">
          <div className="flex items-center gap-2">
            <Input
              {...control}
              name="password"
              type={shown ? "text" : "password"}
              autoComplete="new-password"
              minLength={PASSWORD_MIN}
              required
              onInput={({ currentTarget }) => count(currentTarget.value)}
            />
            <ShowButton pressed={shown} label={words.show} onPress={() => show(!shown)} />
          </div>
          <Strength {...typed} words={words} />
        </div>
      )}
    </Field>
  )
}

/** Shows the password, and hides it again. */
function ShowButton({ pressed, label, onPress }: { pressed: boolean; label: string; onPress: () => void }) {
  return (
    <Button look="quiet" aria-pressed={pressed} onClick={onPress} className="noscript:hidden">
      <Eye struck={pressed} />
      <span className="sr-only">{label}</span>
    </Button>
  )
}

/** Counts up to the least length, and then says what can be said of a password without a search for it. */
function Strength({ length, different, words }: typeof NOTHING & { words: Words }) {
  const { characters } = useWords()
  const isLong = length >= PASSWORD_MIN
  const isEasy = different < FEW_DIFFERENT
  return (
    <>
      {length > 0 && !isLong && (
        <p aria-hidden className="text-secondary text-xs">
          {`${length} / ${PASSWORD_MIN} ${characters}`}
        </p>
      )}
      <p role="status" className={isEasy ? "text-warning text-xs" : "text-success text-xs"}>
        {isLong && (isEasy ? words.easy : words.long)}
      </p>
    </>
  )
}

function Eye({ struck }: { struck: boolean }) {
  return (
    <svg aria-hidden viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round">
      <path d="M2 12s4-7 10-7 10 7 10 7-4 7-10 7-10-7-10-7z" />
      <circle cx="12" cy="12" r="3" />
      {struck && <path d="M4 20 20 4" />}
    </svg>
  )
}

/** Hears what happens to the form around an element. */
function useFormEvent(element: RefObject<HTMLElement | null>, name: "submit" | "reset", onEvent: () => void) {
  const hear = useEffectEvent(onEvent)
  useEffect(() => {
    const form = element.current?.closest("form")
    form?.addEventListener(name, hear)
    return () => form?.removeEventListener(name, hear)
  }, [element, name])
}
