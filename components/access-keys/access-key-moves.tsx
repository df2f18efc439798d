"use client"

import { useTranslations } from "next-intl"
import { createContext, type ReactNode, use, useState, useTransition } from "react"
import { type ServerAction, useToastedAction } from "@/components/forms/call-action"
import { Menu, MenuButton, MenuItem } from "@/components/ui/menu"
import { ConfirmDialog, useLast } from "@/components/ui/overlay"
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

/** The id of the menu that all rows share. */
const MENU = "access-key"

const Context = createContext<((row: AccessKey) => void) | null>(null)

/** Lets the rows below be disabled and deleted, after one question each, and be enabled without. */
export function AccessKeyMoves({ actions, children }: { actions?: KeyActions; children: ReactNode }) {
  return actions ? <ManagedKeys actions={actions}>{children}</ManagedKeys> : children
}

function ManagedKeys({ actions, children }: { actions: KeyActions; children: ReactNode }) {
  const t = useTranslations("accessKeys")
  const callAction = useToastedAction()
  const [menuOf, openMenu] = useState<AccessKey | null>(null)
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
    <Context value={openMenu}>
      {children}
      <KeyMenu row={menuOf} ask={ask} enable={enable} />
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

interface KeyMenuProps {
  /** Whose menu was opened last. */
  row: AccessKey | null
  ask: (asked: KeyQuestion) => void
  enable: (row: AccessKey) => void
}

function KeyMenu({ row, ask, enable }: KeyMenuProps) {
  const t = useTranslations("accessKeys")
  if (!row) return <Menu id={MENU}>{null}</Menu>
  return (
    <Menu id={MENU} label={t("more", { name: row.name })}>
      {row.enabled ? (
        <MenuItem onClick={() => ask({ move: "disable", row })}>{t("disable.button")}</MenuItem>
      ) : (
        <MenuItem onClick={() => enable(row)}>{t("enable.button")}</MenuItem>
      )}
      <MenuItem danger onClick={() => ask({ move: "delete", row })}>
        {t("delete.button")}
      </MenuItem>
    </Menu>
  )
}

/** Opens the menu of a key. */
export function AccessKeyButton({ row }: { row: AccessKey }) {
  const t = useTranslations("accessKeys")
  const openMenu = use(Context)
  return openMenu && MenuButton({ menu: MENU, label: t("more", { name: row.name }), onPress: () => openMenu(row) })
}
