"use client"

import { useTranslations } from "next-intl"
import { type ComponentType, createContext, type ReactNode, use, useState, useTransition } from "react"
import { useToastedAction } from "@/components/forms/call-action"
import { useInvitations } from "@/components/invitations/context"
import { mayBeWrong, useCorrecting } from "@/components/invitations/correcting/correcting"
import type { EditProps } from "@/components/invitations/editing/edit-dialog"
import { InvitationLink } from "@/components/invitations/invitation-link"
import { copy } from "@/components/ui/clipboard"
import { LazyDialog, useOpenings } from "@/components/ui/lazy-dialog"
import { Menu, MenuItem } from "@/components/ui/menu"
import { ConfirmDialog, Dialog, useLast } from "@/components/ui/overlay"
import { toast } from "@/components/ui/toasts"
import { externalId } from "@/lib/shared/handshake-id"
import { isUndeliverable } from "@/lib/shared/rows/delivery"
import type { InvitationRecord } from "@/lib/shared/rows/invitations"

/** A move that is confirmed first, because it leaves a dead link behind. */
interface Question {
  move: "revoke" | "resend"
  row: Pick<InvitationRecord, "id" | "contact" | "inviter" | "needsApproval">
}

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

interface RecordMenuProps {
  id: string
  /** Whose menu was opened last. */
  row: InvitationRecord | null
  edit?: (row: InvitationRecord) => void
  resend: (row: InvitationRecord) => void
  copyLink: (row: InvitationRecord) => void
}

/** The rarer actions of a record, with the id by which programs know the handshake. */
function RecordMenu({ id, row, edit, resend, copyLink }: RecordMenuProps) {
  const t = useTranslations("records")
  const { open, refusal } = useInvitations()
  const moves = useInvitationMoves()
  return (
    <Menu id={id} label={row ? t("more", { contact: row.contact }) : undefined}>
      {row?.status === "pending" && (
        <>
          {!isUndeliverable(row.delivery) && (
            <>
              {edit && <MenuItem onClick={() => edit(row)}>{t("edit")}</MenuItem>}
              <MenuItem onClick={() => resend(row)}>
                {t(row.needsApproval ? "approve.button" : "resend.button")}
              </MenuItem>
            </>
          )}
          {mayBeWrong(row) && <MenuItem onClick={() => moves?.correct(row)}>{t("correct.title")}</MenuItem>}
          <MenuItem onClick={() => copyLink(row)}>{t("copyLink")}</MenuItem>
        </>
      )}
      {row && mayBeInvited(row) && !refusal && (
        <MenuItem onClick={() => open({ contact: row.contact, role: row.role, note: row.note })}>
          {t("inviteAgain")}
        </MenuItem>
      )}
      {row && <CopyId of={row} />}
    </Menu>
  )
}

/** Accounts are invited by programs alone. */
function mayBeInvited({ status, affiliates }: InvitationRecord): boolean {
  return status !== "pending" && status !== "accepted" && !affiliates
}

function CopyId({ of }: { of: InvitationRecord }) {
  const t = useTranslations("records")
  const id = externalId(of.id)
  const copyId = async () => toast.success(t((await copy(id)) ? "idCopied" : "idShown", { id }))
  return <MenuItem onClick={copyId}>{t("copyId")}</MenuItem>
}

interface InvitationQuestionProps {
  question: Question | null
  close: () => void
  /** Is given the new link of what was sent again. */
  onResent?: (link: string) => void
}

/** Asks once, and says what follows. */
export function InvitationQuestion({ question, close, onResent }: InvitationQuestionProps) {
  const last = useLast(question)
  return last && <ConfirmMove question={last} open={question !== null} close={close} onResent={onResent} />
}

function ConfirmMove({
  question,
  open,
  close,
  onResent,
}: InvitationQuestionProps & { question: Question; open: boolean }) {
  const { move, row } = question
  const t = useTranslations(`records.${move === "resend" && row.needsApproval ? "approve" : move}`)
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
