"use client"

import { useTranslations } from "next-intl"
import { createContext, type ReactNode, use, useState, useTransition } from "react"
import { type ServerAction, useToastedAction } from "@/components/forms/call-action"
import { Button } from "@/components/ui/button"
import { ConfirmDialog, OpenButton, useLast } from "@/components/ui/overlay"
import { toast } from "@/components/ui/toasts"
import type { AccessKey } from "@/lib/shared/rows/access-keys"

export interface KeyActions {
  set: ServerAction
  remove: ServerAction
}

type Move = "disable" | "delete"
interface KeyQuestion {
  move: Move
  row: AccessKey
}

interface Moves {
  ask: (asked: KeyQuestion) => void
  enable: (row: AccessKey) => void
}

const Context = createContext<Moves | null>(null)

/** Lets the rows below be disabled and deleted, after one question each, and be enabled without. */
export function AccessKeyMoves({ actions, children }: { actions?: KeyActions; children: ReactNode }) {
  return actions ? <ManagedKeys actions={actions}>{children}</ManagedKeys> : children
}

function ManagedKeys({ actions, children }: { actions: KeyActions; children: ReactNode }) {
  const t = useTranslations("accessKeys")
  const callAction = useToastedAction()
  const [asked, ask] = useState<KeyQuestion | null>(null)
  const [pending, start] = useTransition()
  const enable = ({ id, name }: AccessKey) =>
    start(async () => {
      if (await callAction(actions.set, { id, enabled: true })) toast.success(t("enable.done", { name }))
    })
  const answer = ({ move, row: { id, name } }: KeyQuestion) =>
    start(async () => {
      const done =
        move === "delete" ? callAction(actions.remove, { id }) : callAction(actions.set, { id, enabled: false })
      if (await done) toast.success(t(`${move}.done`, { name }))
      ask(null)
    })
  return (
    <Context value={{ ask, enable }}>
      {children}
      <KeyQuestionDialog asked={asked} pending={pending} close={() => ask(null)} answer={answer} />
    </Context>
  )
}

interface KeyQuestionDialogProps {
  asked: KeyQuestion | null
  pending: boolean
  close: () => void
  answer: (asked: KeyQuestion) => void
}

function KeyQuestionDialog({ asked, pending, close, answer }: KeyQuestionDialogProps) {
  const t = useTranslations("accessKeys")
  const last = useLast(asked)
  if (!last) return null
  const { move, row } = last
  return (
    <ConfirmDialog
      open={asked !== null}
      onOpenChange={close}
      title={t(`${move}.title`, { name: row.name })}
      description={t(`${move}.consequence`)}
      confirm={t(`${move}.confirm`)}
      look={move === "delete" ? "danger" : "primary"}
      pending={pending}
      onConfirm={() => answer(last)}
    />
  )
}

/** The buttons of a key. */
export function AccessKeyButtons({ row }: { row: AccessKey }) {
  const t = useTranslations("accessKeys")
  const moves = use(Context)
  if (!moves) return null
  const { name, enabled } = row
  return (
    <>
      {enabled ? (
        <KeyQuestionButton move="disable" row={row} ask={moves.ask} />
      ) : (
        <Button look="quiet" size="small" aria-label={t("enable.named", { name })} onClick={() => moves.enable(row)}>
          {t("enable.button")}
        </Button>
      )}
      <KeyQuestionButton move="delete" row={row} ask={moves.ask} />
    </>
  )
}

function KeyQuestionButton({ move, row, ask }: KeyQuestion & Pick<Moves, "ask">) {
  const t = useTranslations("accessKeys")
  return (
    <OpenButton
      look="quiet"
      size="small"
      aria-label={t(`${move}.named`, { name: row.name })}
      onClick={() => ask({ move, row })}
    >
      {t(`${move}.button`)}
    </OpenButton>
  )
}
