"use client"

import { useTranslations } from "next-intl"
import { useState, useTransition } from "react"
import { type ServerAction, useToastedAction } from "@/components/forms/call-action"
import { ConfirmDialog, OpenButton } from "@/components/ui/overlay"
import { toast } from "@/components/ui/toasts"

interface RequestWithdrawalProps {
  id: string
  /** Whose words it says: a request for certification, or one to join. */
  of: "information" | "affiliation"
  action: ServerAction
}

/** Takes a request back, after one question. */
export function RequestWithdrawal({ id, of, action }: RequestWithdrawalProps) {
  const t = useTranslations(`${of}.withdrawal`)
  const callAction = useToastedAction()
  const [asking, setAsking] = useState(false)
  const [pending, start] = useTransition()
  const withdraw = () =>
    start(async () => {
      if (await callAction(action, { id })) toast.success(t("done"))
      setAsking(false)
    })
  return (
    <div>
      <OpenButton onClick={() => setAsking(true)}>{t("button")}</OpenButton>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t("title")}
        description={t("consequence")}
        confirm={t("confirm")}
        pending={pending}
        onConfirm={withdraw}
      />
    </div>
  )
}
