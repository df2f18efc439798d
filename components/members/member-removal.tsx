"use client"

import { useTranslations } from "next-intl"
import { useTransition } from "react"
import { type ServerAction, useToastedAction } from "@/components/forms/call-action"
import { ConfirmDialog, useLast } from "@/components/ui/overlay"
import { toast } from "@/components/ui/toasts"

interface MemberRemovalProps {
  organization: { id: string; name: string }
  /** Who is about to be removed, and the enterprise's entity, where the account is verified as it. */
  member: { accountId: string; name: string; entity?: string | null } | null
  action: ServerAction
  /** Is told who has gone, where the action leaves that to its page. */
  onDone?: (accountId: string) => void
  close: () => void
}

/** Asks once before a member is removed, and says what follows. */
export function MemberRemoval({ organization, member, action, onDone, close }: MemberRemovalProps) {
  const t = useTranslations("members.removal")
  const callAction = useToastedAction()
  const [pending, start] = useTransition()
  const last = useLast(member)
  if (!last) return null
  const names = { name: last.name, organization: organization.name }
  const remove = () =>
    start(async () => {
      const done = await callAction(action, { organizationId: organization.id, accountId: last.accountId })
      if (done) toast.success(t("done", names))
      if (done) onDone?.(last.accountId)
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
