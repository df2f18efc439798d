"use client"

import { useTranslations } from "next-intl"
import { createContext, type ReactNode, use, useState, useTransition } from "react"
import { type ServerAction, useDo } from "@/components/forms/call-action"
import { Button } from "@/components/ui/button"
import { ConfirmDialog, OpenButton, useLast } from "@/components/ui/overlay"
import { toast } from "@/components/ui/toasts"
import type { AccessKey } from "@/lib/shared/rows/access-keys"

export interface KeyActions {
  set: ServerAction
  remove: ServerAction
}

type Move = "disable" | "delete"
interface Asked {
  move: Move
  row: AccessKey
}

interface Moves {
  ask: (asked: Asked) => void
  enable: (row: AccessKey) => void
}

const Context = createContext<Moves | null>(null)

/** Lets the rows below be disabled and deleted, after one question each, and be enabled without. */
export function AccessKeyMoves({ actions, children }: { actions?: KeyActions; children: ReactNode }) {
  return actions ? <Moving actions={actions}>{children}</Moving> : children
}

function Moving({ actions, children }: { actions: KeyActions; children: ReactNode }) {
  const t = useTranslations("accessKeys")
  const act = useDo()
  const [asked, ask] = useState<Asked | null>(null)
  const [pending, start] = useTransition()
  const enable = ({ id, name }: AccessKey) =>
    start(async () => {
      if (await act(actions.set, { id, enabled: true })) toast.success(t("enable.done", { name }))
    })
  const answer = ({ move, row: { id, name } }: Asked) =>
    start(async () => {
      const done = move === "delete" ? act(actions.remove, { id }) : act(actions.set, { id, enabled: false })
      if (await done) toast.success(t(`${move}.done`, { name }))
      ask(null)
    })
  return (
    <Context value={{ ask, enable }}>
      {children}
      <Question asked={asked} pending={pending} close={() => ask(null)} answer={answer} />
    </Context>
  )
}

interface QuestionProps {
  asked: Asked | null
  pending: boolean
  close: () => void
  answer: (asked: Asked) => void
}

function Question({ asked, pending, close, answer }: QuestionProps) {
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
        <Asking move="disable" row={row} ask={moves.ask} />
      ) : (
        <Button look="quiet" size="small" aria-label={t("enable.named", { name })} onClick={() => moves.enable(row)}>
          {t("enable.button")}
        </Button>
      )}
      <Asking move="delete" row={row} ask={moves.ask} />
    </>
  )
}

function Asking({ move, row, ask }: Asked & Pick<Moves, "ask">) {
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
