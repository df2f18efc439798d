"use client"

import { useTranslations } from "next-intl"
import { type ReactNode, useState, useTransition } from "react"
import { type ServerAction, useAction } from "@/components/forms/call-action"
import { Button } from "@/components/ui/button"
import { Callout } from "@/components/ui/callout"
import { TextareaField } from "@/components/ui/field"
import { Dialog } from "@/components/ui/overlay"
import { toast } from "@/components/ui/toasts"
import { NOTE_MAX } from "@/lib/shared/lengths"
import type { Refused } from "@/lib/shared/outcome"
import type { RefusalCode } from "@/lib/shared/refusals"

export interface ReviewActions {
  approve: ServerAction
  reject: ServerAction
}

interface Approval {
  /** What is sent with it. */
  input?: Record<string, unknown>
  /** Why the request cannot be approved now. */
  blockedBy?: string | null
}

interface ReviewDialogProps {
  id: string
  open: boolean
  close: () => void
  /** Whose words it says: a request to join, or one for certification. */
  of: "tasks" | "operator"
  names: { applicant: string; organization: string }
  actions: ReviewActions
  /** Null for a request that takes no answer. */
  approval: Approval | null
  /** The refusals after which the request is not open to this reviewer any more. */
  ended: readonly RefusalCode[]
  /** Everything about the request. */
  children: ReactNode
}

/** Shows one request with its answers in sight, and asks for a reason before it is rejected. */
export function ReviewDialog({ id, open, close, of, names, actions, approval, ended, children }: ReviewDialogProps) {
  const t = useTranslations(of)
  const { answer, pending, refused } = useReview(id, close, ended)
  const [rejecting, setRejecting] = useState(false)
  const [reason, setReason] = useState("")
  const reject = () => answer(actions.reject, { reason }, t("done.rejected", names))
  const approve = () => answer(actions.approve, approval?.input ?? {}, t("done.approved", names))
  const footer = (approval || rejecting) && (
    <>
      <ReviewRefusal refused={refused} />
      <Button onClick={() => setRejecting(!rejecting)}>{t(rejecting ? "goBack" : "reject")}</Button>
      <Button
        look={rejecting ? "danger" : "primary"}
        pending={pending}
        disabledReason={rejecting ? null : approval?.blockedBy}
        onClick={() => pending || (rejecting ? reject() : approve())}
      >
        {t(rejecting ? "rejectConfirm" : "approve")}
      </Button>
    </>
  )
  return (
    <Dialog open={open} onOpenChange={close} title={t(rejecting ? "rejecting" : "request", names)} footer={footer}>
      {rejecting ? (
        // Nobody is rejected without a reason.
        <TextareaField
          label={t("reason")}
          hint={t("reasonHint", names)}
          error={refused?.fields.reason}
          value={reason}
          onChange={({ target }) => setReason(target.value)}
          limit={NOTE_MAX}
          autoFocus
          required
        />
      ) : (
        children
      )}
    </Dialog>
  )
}

/** Sends the answer to a request; a refusal that can be mended is shown in the dialog, the others close it. */
function useReview(id: string, close: () => void, ended: readonly RefusalCode[]) {
  const callAction = useAction()
  const [refused, setRefused] = useState<Refused | null>(null)
  const [pending, start] = useTransition()
  const answer = (action: ServerAction, input: Record<string, unknown>, done: string) =>
    start(async () => {
      const outcome = await callAction(action, { id, ...input })
      if (!outcome) return
      if (!outcome.ok && !ended.includes(outcome.code)) return setRefused(outcome)
      if (outcome.ok) toast.success(done)
      else toast.error(outcome.message)
      close()
    })
  return { answer, pending, refused }
}

/** Stands beside the buttons, because it is the answer to one of them. */
function ReviewRefusal({ refused }: { refused: Refused | null }) {
  if (!refused || refused.fields.reason) return null
  return (
    <div className="w-full">
      <Callout alert tone="danger">
        {refused.message}
      </Callout>
    </div>
  )
}
