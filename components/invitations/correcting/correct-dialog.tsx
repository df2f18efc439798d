"use client"

import { useTranslations } from "next-intl"
import { ConsoleForm } from "@/components/forms/console-form"
import { FormField } from "@/components/forms/form-field"
import { type SentInvitation, useInvitations } from "@/components/invitations/context"
import { Button } from "@/components/ui/button"
import { Dialog } from "@/components/ui/overlay"
import { SubmitButton } from "@/components/ui/submit-button"
import { toast } from "@/components/ui/toasts"
import { useWords } from "@/components/ui/words"
import type { InvitationRecord } from "@/lib/shared/rows/invitations"

interface CorrectDialogProps {
  open: boolean
  close: () => void
  row: InvitationRecord
}

/** Asks for the right contact, which begins as the wrong one: often a letter of it is. */
export function CorrectDialog({ open, close, row }: CorrectDialogProps) {
  const t = useTranslations("correcting")
  const words = useWords()
  const { actions, inviter, add, change } = useInvitations()
  if (!actions) return null
  const done = ({ id, contact, sentAt, expiresAt }: SentInvitation) => {
    change(row.id, { status: "revoked", needsApproval: false })
    const fresh = { status: "pending", resent: false, needsApproval: false } as const
    const letter = { delivery: "queued", deliveryAt: null, failure: null } as const
    add({ ...row, ...fresh, ...letter, id, contact, inviter, sentAt, expiresAt })
    toast.success(t("done", { contact }))
    close()
  }
  return (
    <Dialog
      open={open}
      onOpenChange={close}
      title={t("title")}
      description={t("consequence", { contact: row.contact })}
    >
      <ConsoleForm action={actions.correct} more={{ id: row.id }} about={row.id} onDone={done}>
        {(pending) => (
          <>
            <FormField
              name="contact"
              label={t("contact")}
              hint={t("contactHint")}
              defaultValue={row.contact}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              autoFocus
              required
            />
            <div className="flex flex-wrap justify-end gap-2">
              <Button onClick={close}>{words.cancel}</Button>
              <SubmitButton pending={pending}>{t("submit")}</SubmitButton>
            </div>
          </>
        )}
      </ConsoleForm>
    </Dialog>
  )
}
