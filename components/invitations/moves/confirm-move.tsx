"use client"

import { useTranslations } from "next-intl"
import { useTransition } from "react"
import { useToastedAction } from "@/components/forms/call-action"
import { useInvitations } from "@/components/invitations/context"
import { ConfirmDialog } from "@/components/ui/overlay"
import { toast } from "@/components/ui/toasts"
import type { InvitationRecord } from "@/lib/shared/rows/invitations"

/** A move that is confirmed first, because it leaves a dead link behind. */
export interface Question {
  move: "revoke" | "resend"
  row: Pick<InvitationRecord, "id" | "contact" | "inviter" | "needsApproval">
}

export interface ConfirmMoveProps {
  question: Question
  open: boolean
  close: () => void
  /** Is given the new link of what was sent again. */
  onResent?: (link: string) => void
}

/** Asks once, and says what follows. */
export function ConfirmMove({ question, open, close, onResent }: ConfirmMoveProps) {
  const { move, row } = question
  const t = useTranslations(`moves.${move === "resend" && row.needsApproval ? "approve" : move}`)
  const { actions, inviter: self, change } = useInvitations()
  const callAction = useToastedAction()
  const [pending, start] = useTransition()
  const { id, contact, inviter } = row
  const revoke = async () => {
    const done = actions && (await callAction(actions.revoke, { id }))
    if (done) change(id, { status: "revoked", needsApproval: false })
    return done
  }
  const resend = async () => {
    const done = actions && (await callAction(actions.resend, { id }))
    if (!done) return done
    const { link, ...hours } = done.value
    const renewed = { ...hours, resent: true, inviter: self }
    change(id, { ...renewed, needsApproval: false, delivery: "queued", deliveryAt: null, failure: null })
    onResent?.(link)
    return done
  }
  const confirm = () =>
    start(async () => {
      if (await (move === "revoke" ? revoke : resend)()) toast.success(t("done", { contact }))
      close()
    })
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={close}
      title={t("title")}
      description={t("consequence", { contact, inviter })}
      confirm={t("confirm")}
      look={move === "revoke" ? "danger" : "primary"}
      pending={pending}
      onConfirm={confirm}
    />
  )
}
