"use client"

import { useTranslations } from "next-intl"
import { useState, useTransition } from "react"
import { type ServerAction, useToastedAction } from "@/components/forms/call-action"
import { Button } from "@/components/ui/button"
import { ConfirmDialog, OpenButton } from "@/components/ui/overlay"
import { toast } from "@/components/ui/toasts"

interface CodeResetProps {
  organizationId: string
  action: ServerAction
}

/** Replaces the invitation code, after one question. */
export function CodeReset(props: CodeResetProps) {
  const t = useTranslations("invitationCode")
  const { pending, renew } = useRenewal(props)
  const [asking, setAsking] = useState(false)
  return (
    <>
      <OpenButton onClick={() => setAsking(true)}>{t("reset")}</OpenButton>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t("resetTitle")}
        description={t("resetConsequence")}
        confirm={t("resetConfirm")}
        pending={pending}
        onConfirm={() => renew(t("resetDone"), () => setAsking(false))}
      />
    </>
  )
}

/** Gives an enterprise its first code, without a question because nothing can be lost. */
export function CodeCreation(props: CodeResetProps) {
  const t = useTranslations("invitationCode")
  const { pending, renew } = useRenewal(props)
  return (
    <Button look="primary" className="self-start" pending={pending} onClick={() => pending || renew(t("created"))}>
      {t("create")}
    </Button>
  )
}

function useRenewal({ organizationId, action }: CodeResetProps) {
  const callAction = useToastedAction()
  const [pending, start] = useTransition()
  const renew = (done: string, then?: () => void) =>
    start(async () => {
      if (await callAction(action, { organizationId })) toast.success(done)
      then?.()
    })
  return { pending, renew }
}
