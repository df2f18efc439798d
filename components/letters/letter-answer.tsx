"use client"

import { type ReactNode, use } from "react"
import { ActionForm } from "@/components/forms/form"
import { Ended, type Ending } from "@/components/letters/letter-ending"
import { SubmitButton } from "@/components/ui/submit-button"
import type { Outcome } from "@/lib/shared/outcome"

/** The answers that a letter leaves open, one below the other. */
export function LetterAnswers({ children }: { children: ReactNode }) {
  return <div className="flex flex-col gap-3">{children}</div>
}

/** Gives how the letter ended, or nothing where the page is drawn again. */
type AnswerAction = (previous: Outcome<Ending | null> | null, typed: FormData) => Promise<Outcome<Ending | null>>

interface LetterAnswerProps {
  token: string
  action: AnswerAction
  look?: "primary" | "quiet"
  children: ReactNode
}

/** One answer; the form carries the token, so that it answers what is shown. */
export function LetterAnswer({ token, action, look = "primary", children }: LetterAnswerProps) {
  const end = use(Ended)
  return (
    <ActionForm action={action} onDone={(ending) => ending && end?.(ending)}>
      <input type="hidden" name="token" value={token} />
      <SubmitButton look={look} size="large" wide>
        {children}
      </SubmitButton>
    </ActionForm>
  )
}
