"use client"

import { useTranslations } from "next-intl"
import { useState } from "react"
import { useForm } from "react-hook-form"
import { type InviteDraft, useEmptyDraft, useInvitations } from "@/components/invitations/context"
import { InviteForm } from "@/components/invitations/invite-form"
import { RecentRecords, useRecentRecords } from "@/components/invitations/recent-records"
import { ConfirmDialog, Drawer } from "@/components/ui/overlay"

interface InviteDrawerProps {
  open: boolean
  draft: InviteDraft
  close: () => void
}

/** Invite: the form, and below it the Invitation Records (R5-R17). */
export function InviteDrawer({ open, draft, close }: InviteDrawerProps) {
  const t = useTranslations("inviting")
  const { organization } = useInvitations()
  const records = useRecentRecords()
  const form = useForm<InviteDraft>({ defaultValues: { ...useEmptyDraft(), ...draft } })
  // Read here, and not told by the form in an effect: a quick Escape would come before the effect.
  const { isDirty } = form.formState
  const [leaving, setLeaving] = useState(false)
  const leave = () => (isDirty ? setLeaving(true) : close())
  return (
    <Drawer
      open={open}
      onOpenChange={leave}
      title={t("title")}
      description={t("lead", { organization: organization.name })}
    >
      <InviteForm form={form} onSent={records.load} close={close} />
      <RecentRecords {...records} />
      <ConfirmDialog
        open={leaving}
        onOpenChange={setLeaving}
        title={t("discard.title")}
        description={t("discard.consequence")}
        confirm={t("discard.confirm")}
        onConfirm={close}
      />
    </Drawer>
  )
}
