"use client"

import { useTranslations } from "next-intl"
import { useState } from "react"
import type { CertificationRecord } from "@/lib/rows"
import { AnswerButtons, Rejection, useAnswer } from "./answering"
import { CertificationFacts } from "./certification-facts"
import { CertificationWarnings, useObstacle } from "./certification-warnings"
import type { ServerAction } from "./run-action"
import { Button } from "./ui/button"
import { Callout } from "./ui/callout"
import { Dialog, useLast } from "./ui/overlay"

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
  const { id, organization, applicant, status } = row
  const { answer, pending, refused } = useAnswer(id, close)
  return (
    <Dialog open={open} onOpenChange={close} title={t(rejecting ? "rejecting" : "request", { organization })}>
      {refused && !refused.fields.reason && (
        <Callout alert tone="danger">
          {refused.message}
        </Callout>
      )}
      {rejecting ? (
        <Rejection
          words={{
            reason: t("reason"),
            hint: t("reasonHint", { applicant }),
            back: t("goBack"),
            confirm: t("rejectConfirm"),
          }}
          error={refused?.fields.reason}
          pending={pending}
          back={() => setRejecting(false)}
          reject={(reason) => answer(actions.reject, { reason }, t("done.rejected", { organization }))}
        />
      ) : (
        <CertificationFacts row={row} />
      )}
      {status === "pending" && !rejecting && (
        <Decision
          row={row}
          pending={pending}
          turn={() => setRejecting(true)}
          approve={(shared) => answer(actions.approve, { shared }, t("done.approved", { organization }))}
        />
      )}
    </Dialog>
  )
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
      <AnswerButtons>
        <Button onClick={turn}>{t("reject")}</Button>
        <Button look="primary" pending={pending} disabledReason={obstacle} onClick={() => pending || approve(shared)}>
          {t("approve")}
        </Button>
      </AnswerButtons>
    </>
  )
}
