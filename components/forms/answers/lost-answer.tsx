"use client"

import type { RefObject } from "react"
import type { Loss } from "@/components/forms/answers/losses"
import { loadAgain } from "@/components/forms/answers/typed"
import { Button } from "@/components/ui/button"
import { useWords } from "@/components/ui/words"

/** The box in which a form says what went wrong. */
export const trouble = "flex flex-col items-start gap-2 wrap-anywhere rounded-lg bg-danger-soft p-3 text-danger"

interface LostAnswerProps {
  loss: Loss
  /** What was typed into it is kept when the page is loaded again. */
  form: RefObject<HTMLFormElement | null>
}

/** Says beside the button why what was sent had no answer, and the way on; what was typed stays. */
export function LostAnswer({ loss, form }: LostAnswerProps) {
  const { lost } = useWords()
  return (
    <div role="alert" className={trouble}>
      <p>{lost[loss]}</p>
      {loss === "renewed" && <LoadAgain form={form} />}
    </div>
  )
}

/** Loads the page as it is now; what was typed into the form is kept for it. */
export function LoadAgain({ form }: { form?: LostAnswerProps["form"] }) {
  const { lost } = useWords()
  return <Button onClick={() => loadAgain(form?.current ?? null)}>{lost.loadAgain}</Button>
}
