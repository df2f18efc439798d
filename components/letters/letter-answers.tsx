"use client"

import { use } from "react"
import { ActionForm } from "@/components/forms/form"
import { Ended, type Ending } from "@/components/letters/letter-ending"
import { SubmitButton } from "@/components/ui/submit-button"
import type { Outcome, SentForm } from "@/lib/shared/outcome"

/** Gives how the letter ended, or nothing where the page is drawn again. */
type AnswerAction = (previous: Outcome<Ending | null> | null, typed: SentForm) => Promise<Outcome<Ending | null>>

interface LetterAnswersProps {
  token: string
  action: AnswerAction
  /** The words of the answers; missing where the letter cannot be accepted. */
  accept?: string
  decline: string
}

/** The answers that a letter leaves open; their form carries the token, so that it answers what is shown. */
export function LetterAnswers({ token, action, accept, decline }: LetterAnswersProps) {
  const end = use(Ended)
  const answer = { name: "answer", size: "large", wide: true } as const
  return (
    <ActionForm action={action} onDone={(ending) => ending && end?.(ending)}>
      <input type="hidden" name="token" value={token} />
      <div className="flex flex-col gap-3">
        {accept && (
          <SubmitButton {...answer} value="accept">
            {accept}
          </SubmitButton>
        )}
        <SubmitButton {...answer} value="decline" look="quiet">
          {decline}
        </SubmitButton>
      </div>
    </ActionForm>
  )
}
