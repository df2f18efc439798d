"use client"

import { type Messages, NextIntlClientProvider, useLocale, useMessages, useTranslations } from "next-intl"
import { type ComponentProps, useRef, useState } from "react"
import {
  type DrawerProps,
  type InviteDraft,
  type SentLink,
  useEmptyDraft,
  useInvitations,
} from "@/components/invitations/context"
import { SentLinks } from "@/components/invitations/invitation-link"
import { InviteForm } from "@/components/invitations/invite-form"
import { RecentRecords, useRecentRecords } from "@/components/invitations/recent-records"
import { ConfirmDialog, Drawer } from "@/components/ui/overlay"

/** The drawer with its words, which the page does not have. */
export function drawerIn(words: Pick<Messages, "inviting">) {
  return function DrawerInWords(props: DrawerProps) {
    const messages = { ...useMessages(), ...words }
    return (
      <NextIntlClientProvider locale={useLocale()} messages={messages}>
        <InviteDrawer {...props} />
      </NextIntlClientProvider>
    )
  }
}

/** Invite: the form, and below it the Invitation Records. */
function InviteDrawer({ open, draft: given, close }: DrawerProps) {
  const t = useTranslations("inviting")
  const { organization } = useInvitations()
  const { add, seats, ...records } = useRecentRecords()
  const empty = useEmptyDraft()
  const [draft, setDraft] = useState({ ...empty, ...given })
  const fields = useRef<HTMLDivElement>(null)
  const [leaving, setLeaving] = useState(false)
  // The form itself is asked, because a quick Escape would come before any state that follows it.
  const leave = () => (holdsMore(fields.current, draft) ? setLeaving(true) : close())
  const [sent, setSent] = useState<SentLink[]>([])
  const onSent: ComponentProps<typeof InviteForm>["onSent"] = (invitation, record) => {
    setSent([invitation, ...sent.filter(({ contact }) => contact !== invitation.contact)])
    // The next one is often for the same role.
    setDraft({ ...empty, role: record?.role ?? draft.role })
    if (record) add(record)
  }
  return (
    <Drawer
      open={open}
      onOpenChange={leave}
      title={t("title")}
      description={t("lead", { organization: organization.name })}
    >
      <InviteForm fields={fields} draft={draft} seats={seats} onSent={onSent} close={close} />
      <SentLinks sent={sent} />
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

/** Whether something else is typed than the form began with. */
function holdsMore(fields: HTMLElement | null, draft: InviteDraft): boolean {
  const form = fields?.closest("form")
  const begun = new Map(Object.entries(draft))
  return form ? [...new FormData(form)].some(([name, value]) => value !== begun.get(name)) : false
}
