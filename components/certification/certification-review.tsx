"use client"

import { useState } from "react"
import { CertificationFacts } from "@/components/certification/certification-facts"
import { CertificationWarnings, useApprovalBlock } from "@/components/certification/certification-warnings"
import { type ReviewActions, ReviewDialog } from "@/components/tasks/review-dialog"
import { useLast } from "@/components/ui/overlay"
import type { RefusalCode } from "@/lib/shared/refusals"
import type { CertificationRecord } from "@/lib/shared/rows/certification"

/** Somebody else was faster: the page below shows what became of it. */
const ENDED: readonly RefusalCode[] = ["expired", "revoked", "already_answered", "not_found"]

interface CertificationReviewProps {
  row: CertificationRecord | null
  actions: ReviewActions
  close: () => void
}

/** Everything about one request for certification, and its answer while it waits for one. */
export function CertificationReview({ row, ...props }: CertificationReviewProps) {
  const last = useLast(row)
  return last && <Review key={last.id} {...props} row={last} open={row !== null} />
}

type ReviewProps = CertificationReviewProps & { row: CertificationRecord; open: boolean }

function Review({ row, open, actions, close }: ReviewProps) {
  const [shared, setShared] = useState(false)
  const blockedBy = useApprovalBlock(row, shared)
  const waits = row.status === "pending"
  return (
    <ReviewDialog
      id={row.id}
      open={open}
      close={close}
      of="operator"
      names={row}
      actions={actions}
      approval={waits ? { input: { shared }, blockedBy } : null}
      ended={ENDED}
    >
      <CertificationFacts row={row} />
      {waits && <CertificationWarnings row={row} shared={shared} setShared={setShared} />}
    </ReviewDialog>
  )
}
