"use client"

import { useTranslations } from "next-intl"
import { useRef } from "react"
import { AffiliationCode } from "@/components/affiliation/code"
import { AffiliationNotice } from "@/components/affiliation/notice"
import { AffiliationRefusal } from "@/components/affiliation/refusal"
import { AffiliationReview } from "@/components/affiliation/review"
import { type AffiliationStep, affiliationSteps, firstStep } from "@/components/affiliation/step"
import { DrawnForField } from "@/components/forms/answers/drawn-for"
import { useFormAction } from "@/components/forms/answers/form-action"
import { LostAnswer } from "@/components/forms/answers/lost-answer"
import { useTypedBefore } from "@/components/forms/answers/typed"
import { RefusalContext, useFocusOnRefusal, useSessionExpired } from "@/components/forms/form"
import { Button } from "@/components/ui/button"
import { Callout } from "@/components/ui/callout"
import type { Refused, SentForm } from "@/lib/shared/outcome"

interface AffiliationStepsProps {
  action: (previous: AffiliationStep, typed: SentForm) => Promise<AffiliationStep>
  /** The name of the verified entity that the account has now. */
  present: string | null
  /** The requests that wait for their answer. */
  waiting: string[]
}

/**
 * The request to join, one step after the other. Every step is a form of its own that the server answers, so
 * that it works without JavaScript too; what was typed travels in the form, and never in the address.
 */
export function AffiliationSteps({ action, present, waiting }: AffiliationStepsProps) {
  const form = useRef<HTMLFormElement>(null)
  const { state: step, loss, submit } = useFormAction(form, action, [firstStep])
  const refused = useSessionExpired(step.refused) || isOver(step.refused, waiting) ? null : step.refused
  useFocusOnRefusal(form, step.refused)
  useTypedBefore(form)
  return (
    <div className="flex flex-col gap-5">
      <Progress at={step.at} />
      <form ref={form} key={step.at} action={submit} noValidate className="flex flex-col gap-4">
        <DrawnForField />
        {refused && <AffiliationRefusal refused={refused} />}
        <RefusalContext value={refused}>
          <Typed step={step} />
          {step.at === "code" && <AffiliationCode code={step.code} />}
          {step.at === "notice" && step.notice && (
            <AffiliationNotice notice={step.notice} agreed={step.agreed} present={present} />
          )}
          {step.at === "review" && step.notice && <AffiliationReview notice={step.notice} step={step} />}
          {step.at === "sent" && <Sent />}
        </RefusalContext>
        {loss && <LostAnswer loss={loss} form={form} />}
      </form>
    </div>
  )
}

/** A request that stood in the way has been withdrawn since, or answered. */
function isOver(refused: Refused | null, waiting: string[]) {
  return refused?.code === "already_pending" && !waiting.includes(String(refused.facts?.id))
}

/** What belongs to the other steps goes along unseen. */
function Typed({ step: { at, ...typed } }: { step: AffiliationStep }) {
  if (at === "sent") return null
  return (
    <>
      {at !== "code" && <input type="hidden" name="code" value={typed.code} />}
      {at !== "notice" && typed.agreed && <input type="hidden" name="agreed" value="on" />}
      {at !== "review" && <input type="hidden" name="reviewerId" value={typed.reviewerId} />}
      {at !== "review" && <input type="hidden" name="description" value={typed.description} />}
    </>
  )
}

function Progress({ at }: { at: AffiliationStep["at"] }) {
  const t = useTranslations("affiliation")
  const place = at === "sent" ? affiliationSteps.length : affiliationSteps.indexOf(at)
  return (
    <ol aria-label={t("steps")} className="grid grid-cols-3 gap-2">
      {affiliationSteps.map((one, index) => (
        <li
          key={one}
          aria-current={one === at ? "step" : undefined}
          data-reached={index <= place || undefined}
          className="border-t-3 pt-1.5 text-sm text-tertiary aria-[current]:font-semibold aria-[current]:text-foreground data-reached:border-accent"
        >
          {t(`step.${one}`)}
        </li>
      ))}
    </ol>
  )
}

function Sent() {
  const t = useTranslations("affiliation")
  return (
    <>
      <div role="status">
        <Callout tone="success" title={t("sent.title")}>
          {t("sent.lead")}
        </Callout>
      </div>
      <Button type="submit" name="to" value="code" className="self-start">
        {t("sent.another")}
      </Button>
    </>
  )
}
