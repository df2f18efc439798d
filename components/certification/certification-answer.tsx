"use client"

import { useTranslations } from "next-intl"
import { useState } from "react"
import { CertificationFacts } from "@/components/certification/certification-facts"
import { CertificationWarnings, useObstacle } from "@/components/certification/certification-warnings"
import type { ServerAction } from "@/components/forms/call-action"
import { AnswerDialog, useAnswer } from "@/components/tasks/review-dialog"
import { Button } from "@/components/ui/button"
import { useLast } from "@/components/ui/overlay"
import type { CertificationRecord } from "@/lib/shared/rows/certification"

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
  return last && <Answer key={last.id} row={last} open={row !== null} actions={actions} close={close} />
}

function Answer({ row, open, actions, close }: CertificationAnswerProps & { row: CertificationRecord; open: boolean }) {
  const t = useTranslations("operator")
  const { id, organization, applicant, status } = row
  const { answer, ...answering } = useAnswer(id, close)
  const { pending } = answering
  const [shared, setShared] = useState(false)
  const obstacle = useObstacle(row, shared)
  return (
    <AnswerDialog
      open={open}
      close={close}
      titles={{ request: t("request", { organization }), rejecting: t("rejecting", { organization }) }}
      words={{
        reason: t("reason"),
        hint: t("reasonHint", { applicant }),
        back: t("goBack"),
        confirm: t("rejectConfirm"),
      }}
      answering={answering}
      reject={(reason) => answer(actions.reject, { reason }, t("done.rejected", { organization }))}
      answers={
        status === "pending"
          ? (turn) => (
              <>
                <Button onClick={turn}>{t("reject")}</Button>
                <Button
                  look="primary"
                  pending={pending}
                  disabledReason={obstacle}
                  onClick={() => pending || answer(actions.approve, { shared }, t("done.approved", { organization }))}
                >
                  {t("approve")}
                </Button>
              </>
            )
          : undefined
      }
    >
      <CertificationFacts row={row} />
      {status === "pending" && <CertificationWarnings row={row} shared={shared} setShared={setShared} />}
    </AnswerDialog>
  )
}
