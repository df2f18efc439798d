"use client"

import { useTranslations } from "next-intl"
import { useTransition } from "react"
import { type ServerAction, useToastedAction } from "@/components/forms/call-action"
import { ConfirmDialog, useLast } from "@/components/ui/overlay"
import { toast } from "@/components/ui/toasts"

export interface RemovalActions {
  /** Gives whether it can be undone, for a minute. */
  remove: ServerAction<{ undoable: boolean }>
  undoRemoval: ServerAction
}

interface MemberRemovalProps {
  organization: { id: string; name: string }
  /** Who is about to be removed, and the enterprise's entity, where the account is verified as it. */
  member: { accountId: string; name: string; entity?: string | null } | null
  actions: RemovalActions
  /** Is told who has gone, where the action leaves that to its page. */
  onDone?: (accountId: string) => void
  close: () => void
}

/** Asks once before a member is removed, and says what follows. */
export function MemberRemoval({ organization, member, actions, onDone, close }: MemberRemovalProps) {
  const t = useTranslations("members.removal")
  const members = useTranslations("members")
  const callAction = useToastedAction()
  const [pending, start] = useTransition()
  const last = useLast(member)
  if (!last) return null
  const names = { name: last.name, organization: organization.name }
  const input = { organizationId: organization.id, accountId: last.accountId }
  const undo = async () => {
    if (await callAction(actions.undoRemoval, input)) toast.success(t("undone", names))
  }
  const remove = () =>
    start(async () => {
      const done = await callAction(actions.remove, input)
      if (done) {
        const action = { label: members("undo"), run: () => void undo() }
        toast.success(t("done", names), done.value.undoable ? action : undefined)
        onDone?.(last.accountId)
      }
      close()
    })
  return (
    <ConfirmDialog
      open={member !== null}
      onOpenChange={close}
      title={t("title", names)}
      description={last.entity ? t("consequenceForEntity", { ...names, entity: last.entity }) : t("consequence", names)}
      confirm={t("confirm")}
      pending={pending}
      onConfirm={remove}
    />
  )
}
