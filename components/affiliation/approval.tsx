"use client"

import { useTranslations } from "next-intl"
import { useState, useTransition } from "react"
import { type ServerAction, useToastedAction } from "@/components/forms/call-action"
import { Card } from "@/components/ui/card"
import { ConfirmDialog, OpenButton } from "@/components/ui/overlay"
import { Time } from "@/components/ui/time"
import { toast } from "@/components/ui/toasts"
import type { FeatureApproval as Approval } from "@/lib/shared/rows/organization"

const answers = ["approve", "decline"] as const
type ApprovalAnswer = (typeof answers)[number]

interface FeatureApprovalProps {
  approval: Approval
  actions: Record<ApprovalAnswer, ServerAction>
}

/** An enterprise asks the account to approve all features; either answer is asked for once more. */
export function FeatureApproval({ approval, actions }: FeatureApprovalProps) {
  const t = useTranslations("affiliation.approvals")
  const { organization, expiresAt } = approval
  return (
    <Card title={t("title")}>
      <div className="flex flex-col gap-2">
        <p className="break-words">
          {t.rich("asked", { organization: () => <bdi className="font-medium">{organization}</bdi> })}
        </p>
        <p className="text-secondary">
          {t.rich("until", { hour: () => <Time value={expiresAt} absolute />, left: () => <Time value={expiresAt} /> })}
        </p>
      </div>
      <div className="flex flex-wrap gap-2">
        {answers.map((answer) => (
          <Answering key={answer} answer={answer} approval={approval} action={actions[answer]} />
        ))}
      </div>
    </Card>
  )
}

interface AnsweringProps {
  answer: ApprovalAnswer
  approval: Approval
  action: ServerAction
}

function Answering({ answer, approval: { id, organization, askedBy }, action }: AnsweringProps) {
  const t = useTranslations("affiliation.approvals")
  const callAction = useToastedAction()
  const [asking, setAsking] = useState(false)
  const [pending, start] = useTransition()
  const approving = answer === "approve"
  const run = () =>
    start(async () => {
      const done = await callAction(action, { id })
      setAsking(false)
      if (done) toast.success(t(approving ? "approved" : "declined", { organization }))
    })
  return (
    <>
      <OpenButton look={approving ? "primary" : "secondary"} onClick={() => setAsking(true)}>
        {t(answer)}
      </OpenButton>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t(`${answer}Question`, { organization })}
        description={t(`${answer}Consequence`, { organization, askedBy })}
        confirm={t(`${answer}Confirm`)}
        look={approving ? "primary" : "danger"}
        pending={pending}
        onConfirm={run}
      />
    </>
  )
}
