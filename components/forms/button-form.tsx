"use client"

import { type ReactNode, useRef, useState } from "react"
import { answerOf, type Loss } from "@/components/forms/answers/losses"
import { LostAnswer } from "@/components/forms/answers/lost-answer"
import { RefusalSummary } from "@/components/forms/form"
import { type Refused, type SentForm, valuesOf } from "@/lib/shared/outcome"

/** What a button does that leads to another page, or draws this one anew; it can be refused to another account. */
export type ButtonAction = (typed: SentForm) => Promise<void> | Promise<Refused>

/**
 * The form of buttons without a field to fill in, which the server draws with the action itself: it is sent without
 * JavaScript too. An action that has no answer leaves the page as it is and says so.
 */
export function ButtonForm({ action, children }: { action: ButtonAction; children: ReactNode }) {
  const form = useRef<HTMLFormElement>(null)
  const [loss, setLoss] = useState<Loss | null>(null)
  const [refused, setRefused] = useState<Refused | null>(null)
  const press = async (typed: FormData) => {
    const given = await answerOf(async () => (await action(valuesOf(typed))) ?? null)
    setLoss("loss" in given ? given.loss : null)
    setRefused("answer" in given ? given.answer : null)
  }
  return (
    <form ref={form} action={typeof window === "undefined" ? (action as (typed: FormData) => Promise<void>) : press}>
      {children}
      {(refused || loss) && (
        <div className="mt-2">
          {refused && <RefusalSummary {...refused} />}
          {loss && <LostAnswer loss={loss} form={form} />}
        </div>
      )}
    </form>
  )
}
