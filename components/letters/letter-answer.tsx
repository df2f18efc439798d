import type { ReactNode } from "react"
import { ActionForm, type FormAction } from "@/components/forms/form"
import { SubmitButton } from "@/components/ui/submit-button"

/** The answers that a letter leaves open, one below the other. */
export function LetterAnswers({ children }: { children: ReactNode }) {
  return <div className="flex flex-col gap-3">{children}</div>
}

interface LetterAnswerProps {
  token: string
  action: FormAction
  look?: "primary" | "quiet"
  children: ReactNode
}

/** One answer; the form carries the token, so that it answers what is shown. */
export function LetterAnswer({ token, action, look = "primary", children }: LetterAnswerProps) {
  return (
    <ActionForm action={action}>
      <input type="hidden" name="token" value={token} />
      <SubmitButton look={look} size="large" wide>
        {children}
      </SubmitButton>
    </ActionForm>
  )
}
