"use client"

import { useTranslations } from "next-intl"
import { useState, useTransition } from "react"
import { type ServerAction, useToastedAction } from "@/components/forms/call-action"
import { Contact } from "@/components/lists/contact"
import { DeliveryBadge } from "@/components/lists/delivery-badge"
import { useDeliveryWatch } from "@/components/lists/delivery-watch"
import { Button } from "@/components/ui/button"
import { Callout } from "@/components/ui/callout"
import { ConfirmDialog, OpenButton } from "@/components/ui/overlay"
import { Time } from "@/components/ui/time"
import { toast } from "@/components/ui/toasts"
import type { Ownership } from "@/lib/shared/rows/organization"

interface OwnerPendingProps {
  transfer: NonNullable<Ownership["transfer"]>
  /** Missing for a visitor who may only look. */
  actions?: { cancel: ServerAction; resend: ServerAction }
}

/** A pending change of owner: to whom, until when, and the delivery of its letter. */
export function OwnerPending({ transfer, actions }: OwnerPendingProps) {
  const t = useTranslations("owner.pending")
  const { name, contact, expiresAt, delivery, failure } = transfer
  useDeliveryWatch([transfer])
  return (
    <Callout tone="warning" title={t("title")}>
      <div className="flex flex-col gap-2">
        <p>{t.rich("asked", { name: () => <bdi className="font-medium">{name}</bdi> })}</p>
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span>{t.rich("letter", { contact: () => <Contact address={contact} strong /> })}</span>
          {delivery && <DeliveryBadge delivery={delivery} failure={failure} />}
        </div>
        <p>
          {t.rich("until", { hour: () => <Time value={expiresAt} absolute />, left: () => <Time value={expiresAt} /> })}
        </p>
        {actions && <Moves transfer={transfer} actions={actions} />}
      </div>
    </Callout>
  )
}

function Moves({ transfer: { id, contact }, actions }: Required<OwnerPendingProps>) {
  const t = useTranslations("owner.pending")
  const callAction = useToastedAction()
  const [asking, setAsking] = useState(false)
  const [pending, start] = useTransition()
  const resend = () =>
    start(async () => {
      if (await callAction(actions.resend, { id })) toast.success(t("sentAgain", { contact }))
    })
  const cancel = () =>
    start(async () => {
      if (await callAction(actions.cancel, { id })) toast.success(t("canceled"))
      setAsking(false)
    })
  return (
    <div className="flex flex-wrap gap-2">
      <Button pending={pending && !asking} onClick={() => pending || resend()}>
        {t("again")}
      </Button>
      <OpenButton onClick={() => setAsking(true)}>{t("cancel")}</OpenButton>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t("question")}
        description={t("consequence", { contact })}
        confirm={t("confirm")}
        stay={t("keep")}
        pending={pending}
        onConfirm={cancel}
      />
    </div>
  )
}
