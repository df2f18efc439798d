"use client"

import { useState } from "react"
import { laterWithWords } from "@/components/lists/selection/with-words"
import { LazyDialog, useOpenings } from "@/components/ui/lazy-dialog"
import { isUndeliverable } from "@/lib/shared/rows/delivery"
import type { InvitationRecord } from "@/lib/shared/rows/invitations"

const CorrectDialog = laterWithWords(() =>
  import("@/components/invitations/correcting/correct-dialog").then((file) => file.CorrectDialog),
)

/** Opens the dialog that corrects the contact of a record. */
export function useCorrecting() {
  const [row, setRow] = useState<InvitationRecord | null>(null)
  const { show, open, close, times } = useOpenings()
  return {
    correct(row: InvitationRecord) {
      setRow(row)
      show()
    },
    dialog: row && (
      <LazyDialog times={times}>
        <CorrectDialog open={open} close={close} row={row} />
      </LazyDialog>
    ),
  }
}

/** A letter that went wrong may have gone to the wrong contact; that of an account is its owner's to correct. */
export function mayBeWrong({ delivery, affiliates }: Pick<InvitationRecord, "delivery" | "affiliates">): boolean {
  return (delivery === "failed" || isUndeliverable(delivery)) && !affiliates
}
