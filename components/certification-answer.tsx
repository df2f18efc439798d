"use client"

import { useTranslations } from "next-intl"
import { type ReactNode, useEffect, useRef, useState, useTransition } from "react"
import type { RefusalCode } from "@/lib/errors"
import { NOTE_MAX } from "@/lib/lengths"
import type { Refused } from "@/lib/outcome"
import type { CertificationRecord } from "@/lib/rows"
import { CertificationFacts } from "./certification-facts"
import { CertificationWarnings, useObstacle } from "./certification-warnings"
import { type ServerAction, useRun } from "./run-action"
import { Button } from "./ui/button"
import { Callout } from "./ui/callout"
import { TextareaField } from "./ui/field"
import { Dialog, useLast } from "./ui/overlay"
import { toast } from "./ui/toasts"

export interface CertificationAnswers {
  approve: ServerAction
  reject: ServerAction
}

interface CertificationAnswerProps {
  row: CertificationRecord | null
  actions: CertificationAnswers
  close: () => void
}

/** Everything about one request, and its answer while it waits for one (R2). */
export function CertificationAnswer({ row, actions, close }: CertificationAnswerProps) {
  const last = useLast(row)
  return last && <Answer row={last} open={row !== null} actions={actions} close={close} />
}

function Answer({ row, open, actions, close }: CertificationAnswerProps & { row: CertificationRecord; open: boolean }) {
  const t = useTranslations("operator")
  const [rejecting, setRejecting] = useState(false)
  const { answer, pending, refused } = useAnswer(row, close)
  const { organization, status } = row
  return (
    <Dialog open={open} onOpenChange={close} title={t(rejecting ? "rejecting" : "request", { organization })}>
      {refused && !refused.fields.reason && (
        <Callout alert tone="danger">
          {refused.message}
        </Callout>
      )}
      {rejecting ? (
        <Rejection
          row={row}
          error={refused?.fields.reason}
          pending={pending}
          back={() => setRejecting(false)}
          reject={(reason) => answer(actions.reject, { reason }, "rejected")}
        />
      ) : (
        <CertificationFacts row={row} />
      )}
      {status === "pending" && !rejecting && (
        <Decision
          row={row}
          pending={pending}
          turn={() => setRejecting(true)}
          approve={(shared) => answer(actions.approve, { shared }, "approved")}
        />
      )}
    </Dialog>
  )
}

/** Somebody was faster: the page below shows how it stands. */
const ENDED: RefusalCode[] = ["expired", "revoked", "already_answered", "not_found"]

/** Sends an answer; what stands in its way is told in the dialog, where it may be mended. */
function useAnswer({ id, organization }: CertificationRecord, close: () => void) {
  const t = useTranslations("operator.done")
  const run = useRun()
  const [refused, setRefused] = useState<Refused | null>(null)
  const [pending, start] = useTransition()
  const answer = (action: ServerAction, input: Record<string, unknown>, done: "approved" | "rejected") =>
    start(async () => {
      const outcome = await run(action, { id, ...input })
      if (!outcome) return
      if (!outcome.ok && !ENDED.includes(outcome.code)) return setRefused(outcome)
      if (outcome.ok) toast.success(t(done, { organization }))
      else toast.error(outcome.message)
      close()
    })
  return { answer, pending, refused }
}

interface DecisionProps {
  row: CertificationRecord
  pending: boolean
  turn: () => void
  approve: (shared: boolean) => void
}

function Decision({ row, pending, turn, approve }: DecisionProps) {
  const t = useTranslations("operator")
  const [shared, setShared] = useState(false)
  const obstacle = useObstacle(row, shared)
  return (
    <>
      <CertificationWarnings row={row} shared={shared} setShared={setShared} />
      <Buttons>
        <Button onClick={turn}>{t("reject")}</Button>
        <Button look="primary" pending={pending} disabledReason={obstacle} onClick={() => pending || approve(shared)}>
          {t("approve")}
        </Button>
      </Buttons>
    </>
  )
}

interface RejectionProps {
  row: CertificationRecord
  error: string | undefined
  pending: boolean
  back: () => void
  reject: (reason: string) => void
}

/** Nobody is rejected without a reason. */
function Rejection({ row: { applicant }, error, pending, back, reject }: RejectionProps) {
  const t = useTranslations("operator")
  const [reason, setReason] = useState("")
  const field = useRef<HTMLTextAreaElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: it takes the focus again when it is what was wrong
  useEffect(() => field.current?.focus(), [error])
  return (
    <>
      <TextareaField
        ref={field}
        label={t("reason")}
        hint={t("reasonHint", { applicant })}
        error={error}
        value={reason}
        onChange={({ target }) => setReason(target.value)}
        maxLength={NOTE_MAX}
        required
      />
      <Buttons>
        <Button onClick={back}>{t("goBack")}</Button>
        <Button look="danger" pending={pending} onClick={() => pending || reject(reason)}>
          {t("rejectConfirm")}
        </Button>
      </Buttons>
    </>
  )
}

function Buttons({ children }: { children: ReactNode }) {
  return <div className="flex flex-wrap justify-end gap-2">{children}</div>
}
