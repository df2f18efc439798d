"use client"

import { useTranslations } from "next-intl"
import { createContext, type ReactNode, use, useState, useTransition } from "react"
import { type ServerAction, useAction, useToastedAction } from "@/components/forms/call-action"
import { ConsoleForm } from "@/components/forms/console-form"
import { Menu, MenuButton, MenuItem } from "@/components/ui/menu"
import { ConfirmDialog, Dialog, useLast } from "@/components/ui/overlay"
import { SubmitButton } from "@/components/ui/submit-button"
import { toast } from "@/components/ui/toasts"
import type { AccessKey } from "@/lib/shared/rows/access-keys"

export interface KeyActions {
  set: ServerAction
  remove: ServerAction
  /** The field for the password, which an old login is asked for. */
  password: ReactNode
}

type Move = "disable" | "delete"
interface KeyQuestion {
  move: Move
  row: AccessKey
}

/** The id of the menu that all rows share. */
const MENU = "access-key"

const Context = createContext<((row: AccessKey) => void) | null>(null)

/** Lets the rows below be disabled and deleted after one question each, and enabled, by the password of an old login. */
export function AccessKeyMoves({ actions, children }: { actions?: KeyActions; children: ReactNode }) {
  return actions ? <ManagedKeys actions={actions}>{children}</ManagedKeys> : children
}

function ManagedKeys({ actions, children }: { actions: KeyActions; children: ReactNode }) {
  const t = useTranslations("accessKeys")
  const [callAction, callQuietly] = [useToastedAction(), useAction()]
  const [locked, unlock] = useState<AccessKey | null>(null)
  const [menuOf, openMenu] = useState<AccessKey | null>(null)
  const [asked, ask] = useState<KeyQuestion | null>(null)
  const [pending, start] = useTransition()
  const enable = (row: AccessKey) =>
    start(async () => {
      const outcome = await callQuietly(actions.set, { id: row.id, enabled: true })
      if (outcome?.ok) toast.success(t("enable.done", { name: row.name }))
      else if (outcome?.fields.password) unlock(row)
      else if (outcome) toast.error(outcome.message)
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
      <EnableDialog row={locked} actions={actions} close={() => unlock(null)} />
      <KeyQuestionDialog asked={asked} pending={pending} close={() => ask(null)} answer={answer} />
    </Context>
  )
}

interface EnableDialogProps {
  row: AccessKey | null
  actions: KeyActions
  close: () => void
}

/** Asks for the password with which a key is enabled again. */
function EnableDialog({ row, actions, close }: EnableDialogProps) {
  const t = useTranslations("accessKeys.enable")
  const last = useLast(row)
  if (!last) return null
  const { id, name } = last
  const done = () => {
    toast.success(t("done", { name }))
    close()
  }
  return (
    <Dialog open={row !== null} onOpenChange={close} title={t("title", { name })} description={t("lead")}>
      <ConsoleForm action={actions.set} more={{ id, enabled: true }} onDone={done}>
        {(pending) => (
          <>
            <div className="contents">{actions.password}</div>
            <SubmitButton pending={pending} size="large" wide>
              {t("confirm")}
            </SubmitButton>
          </>
        )}
      </ConsoleForm>
    </Dialog>
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
