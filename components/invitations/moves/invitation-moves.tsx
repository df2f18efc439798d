"use client"

import { useTranslations } from "next-intl"
import { type ComponentType, createContext, type ReactNode, use, useState } from "react"
import { useToastedAction } from "@/components/forms/call-action"
import { useInvitations } from "@/components/invitations/context"
import { useCorrecting } from "@/components/invitations/correcting/correcting"
import type { EditProps } from "@/components/invitations/editing/edit-dialog"
import { InvitationLink } from "@/components/invitations/invitation-link"
import { InvitationQuestion, type Question } from "@/components/invitations/moves/invitation-question"
import { RecordMenu } from "@/components/invitations/moves/record-menu"
import { copy } from "@/components/ui/clipboard"
import { LazyDialog, useOpenings } from "@/components/ui/lazy-dialog"
import { Dialog, useLast } from "@/components/ui/overlay"
import { toast } from "@/components/ui/toasts"
import type { InvitationRecord } from "@/lib/shared/rows/invitations"

interface InvitationMovesContext {
  ask: (question: Question) => void
  /** The id of the menu that all rows share. */
  menu: string
  openMenu: (row: InvitationRecord) => void
  retry: (row: InvitationRecord) => void
  correct: (row: InvitationRecord) => void
}

const Context = createContext<InvitationMovesContext | null>(null)

interface InvitationMovesProps {
  /** The id of the menu, short because every row names it. */
  menu: string
  /** Changes the terms of one; missing where that is not offered. */
  edit?: ComponentType<EditProps>
  children: ReactNode
}

/** What can be done to a pending invitation. */
export function InvitationMoves({ menu, edit: Edit, children }: InvitationMovesProps) {
  const t = useTranslations("records")
  const { actions, change } = useInvitations()
  const callAction = useToastedAction()
  const [question, setQuestion] = useState<Question | null>(null)
  const [linkShown, setLinkShown] = useState<{ contact: string; link: string } | null>(null)
  const last = useLast(linkShown)
  const { correct, dialog } = useCorrecting()
  const [menuOf, openMenu] = useState<InvitationRecord | null>(null)
  const [edited, setEdited] = useState<InvitationRecord | null>(null)
  const editing = useOpenings()
  if (!actions) return children
  const copyLink = async ({ id, contact }: InvitationRecord) => {
    const answer = await callAction(actions.link, { id })
    if (!answer) return
    if (await copy(answer.value)) toast.success(t("linkCopied", { contact }))
    else setLinkShown({ contact, link: answer.value })
  }
  const moves: InvitationMovesContext = {
    ask: setQuestion,
    correct,
    menu,
    openMenu,
    async retry({ id, contact }) {
      if (!(await callAction(actions.retry, { id }))) return
      change(id, { delivery: "queued", deliveryAt: null, failure: null })
      toast.success(t("retried", { contact }))
    },
  }
  return (
    <Context value={moves}>
      {children}
      {dialog}
      <RecordMenu
        id={menu}
        row={menuOf}
        edit={
          Edit &&
          ((row) => {
            setEdited(row)
            editing.show()
          })
        }
        correct={correct}
        resend={(row) => setQuestion({ move: "resend", row })}
        copyLink={copyLink}
      />
      {Edit && edited && (
        <LazyDialog times={editing.times}>
          <Edit row={edited} open={editing.open} close={editing.close} />
        </LazyDialog>
      )}
      <InvitationQuestion question={question} close={() => setQuestion(null)} />
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
