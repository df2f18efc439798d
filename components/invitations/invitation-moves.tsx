"use client"

import { useTranslations } from "next-intl"
import { createContext, type ReactNode, use, useState, useTransition } from "react"
import { useToastedAction } from "@/components/forms/call-action"
import { useInvitations } from "@/components/invitations/context"
import { InvitationLink } from "@/components/invitations/invitation-link"
import { copy } from "@/components/ui/clipboard"
import { ConfirmDialog, Dialog, useLast } from "@/components/ui/overlay"
import { toast } from "@/components/ui/toasts"
import type { InvitationRecord } from "@/lib/shared/rows/invitations"

/** A move that is confirmed first, because it leaves a dead link behind. */
interface Question {
  move: "revoke" | "resend"
  row: Pick<InvitationRecord, "id" | "contact" | "inviter" | "needsApproval">
}

interface InvitationMovesContext {
  ask: (question: Question) => void
  copyLink: (row: InvitationRecord) => void
  retry: (row: InvitationRecord) => void
}

const Context = createContext<InvitationMovesContext | null>(null)

/** What can be done to a pending invitation; `onDone` is called after every change. */
export function InvitationMoves({ onDone, children }: { onDone?: () => void; children: ReactNode }) {
  const t = useTranslations("records")
  const { actions } = useInvitations()
  const callAction = useToastedAction()
  const [question, setQuestion] = useState<Question | null>(null)
  const [linkShown, setLinkShown] = useState<{ contact: string; link: string } | null>(null)
  const last = useLast(linkShown)
  if (!actions) return children
  const moves: InvitationMovesContext = {
    ask: setQuestion,
    async copyLink({ id, contact }) {
      const answer = await callAction(actions.link, { id })
      if (!answer) return
      if (await copy(answer.value)) toast.success(t("linkCopied", { contact }))
      else setLinkShown({ contact, link: answer.value })
    },
    async retry({ id, contact }) {
      if (await callAction(actions.retry, { id })) toast.success(t("retried", { contact }))
      onDone?.()
    },
  }
  return (
    <Context value={moves}>
      {children}
      <InvitationQuestion question={question} close={() => setQuestion(null)} onDone={onDone} />
      <Dialog
        open={linkShown !== null}
        onOpenChange={() => setLinkShown(null)}
        title={t("linkOf", { contact: last?.contact ?? "" })}
      >
        <InvitationLink label={t("link")} link={last?.link ?? ""} />
      </Dialog>
    </Context>
  )
}

/** Null for a visitor who may only look. */
export function useInvitationMoves(): InvitationMovesContext | null {
  return use(Context)
}

interface InvitationQuestionProps {
  question: Question | null
  close: () => void
  onDone?: (link?: string) => void
}

/** Asks once, and says what follows. */
export function InvitationQuestion({ question, close, onDone }: InvitationQuestionProps) {
  const last = useLast(question)
  return last && <ConfirmMove question={last} open={question !== null} close={close} onDone={onDone} />
}

function ConfirmMove({
  question,
  open,
  close,
  onDone,
}: InvitationQuestionProps & { question: Question; open: boolean }) {
  const { move, row } = question
  const t = useTranslations(`records.${move === "resend" && row.needsApproval ? "approve" : move}`)
  const { actions } = useInvitations()
  const callAction = useToastedAction()
  const [pending, start] = useTransition()
  const { contact, inviter } = row
  const confirm = () =>
    start(async () => {
      if (!actions) return
      const done = await callAction<unknown>(actions[move], { id: row.id })
      if (done) toast.success(t("done", { contact }))
      close()
      onDone?.(typeof done?.value === "string" ? done.value : undefined)
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
