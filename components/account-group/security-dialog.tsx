"use client"

import { useTranslations } from "next-intl"
import { useState } from "react"
import { SecurityForm } from "@/components/account-group/security-form"
import { FailedBinding, WaitingBinding } from "@/components/account-group/security-status"
import type { ServerAction } from "@/components/forms/call-action"
import { Dialog, useLast } from "@/components/ui/overlay"
import type { MemberAccount } from "@/lib/shared/rows/members"

interface SecurityActions {
  bind: ServerAction
  sendAgain: ServerAction
}

interface SecurityDialogProps {
  organizationId: string
  /** Whose security information is bound; null while the dialog is closed. */
  account: MemberAccount | null
  actions: SecurityActions
  close: () => void
}

/** Binds security information to a created account, sends its link again, or binds again what has failed. */
export function SecurityDialog({ account, ...props }: SecurityDialogProps) {
  const waits = account && account.security.state !== "bound" ? account : null
  const last = useLast(waits)
  if (!last) return null
  return <Box key={last.accountId} {...props} account={last} open={waits !== null} />
}

type BoxProps = SecurityDialogProps & { account: MemberAccount; open: boolean }

function Box({ organizationId, account, open, actions, close }: BoxProps) {
  const t = useTranslations("accountGroup")
  const { accountId, name, number, security } = account
  const { state } = security
  // Ends with the dialog, and once the state changes.
  const [editing, setEditing] = useState<typeof state | null>(null)
  if (state === "bound") return null
  const leave = () => {
    setEditing(null)
    close()
  }
  const form = state === "none" || editing === state
  const Standing = state === "waiting" ? WaitingBinding : FailedBinding
  return (
    <Dialog
      open={open}
      onOpenChange={leave}
      title={t(`bind.${state}`)}
      description={t("dialog.account", { name, number })}
    >
      {form ? (
        <SecurityForm
          organizationId={organizationId}
          accountId={accountId}
          security={security}
          action={actions.bind}
          back={state === "none" ? undefined : () => setEditing(null)}
          done={leave}
        />
      ) : (
        <Standing account={account} sendAgain={actions.sendAgain} edit={() => setEditing(state)} />
      )}
    </Dialog>
  )
}
