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
import { type Many, useMany } from "@/components/invitations/many/many"
import { ManyResult } from "@/components/invitations/many/result"
import { RecentRecords, useRecentRecords } from "@/components/invitations/recent-records"
import { ConfirmDialog, Drawer } from "@/components/ui/overlay"

/** The drawer with its words, which the page does not have. */
export function drawerIn(words: Pick<Messages, "inviting" | "many">) {
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
  const many = useMany()
  // The form itself is asked, because a quick Escape would come before any state that follows it.
  const leave = () => (many.progress || holdsMore(fields.current, draft) ? setLeaving(true) : close())
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
      <ManyResult many={many} retry={() => retry(fields.current, many)} />
      <InviteForm fields={fields} draft={draft} seats={seats} many={many} onSent={onSent} close={close} />
      <SentLinks sent={sent} />
      <RecentRecords {...records} />
      <LeavingQuestion open={leaving} onOpenChange={setLeaving} many={many} close={close} />
    </Drawer>
  )
}

interface LeavingQuestionProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  many: Many
  close: () => void
}

/** Asks before something typed is lost, or what is being sent stays behind. */
function LeavingQuestion({ many: { progress, list }, close, ...dialog }: LeavingQuestionProps) {
  const t = useTranslations("inviting.discard")
  const many = useTranslations("many")
  if (progress)
    return (
      <ConfirmDialog
        {...dialog}
        title={many("leaving.title")}
        description={many("leaving.consequence", { ...progress })}
        confirm={many("leaving.confirm")}
        stay={many("leaving.stay")}
        onConfirm={close}
      />
    )
  const count = list.length
  return (
    <ConfirmDialog
      {...dialog}
      title={count > 0 ? many("discard.title") : t("title")}
      description={count > 0 ? many("discard.consequence", { count }) : t("consequence")}
      confirm={t("confirm")}
      onConfirm={close}
    />
  )
}

/** Sends once more what was not sent, whatever was said of it. */
function retry(fields: HTMLElement | null, { submission }: Many) {
  submission.force()
  fields?.closest("form")?.requestSubmit()
}

/** Whether something else is typed than the form began with. */
function holdsMore(fields: HTMLElement | null, draft: InviteDraft): boolean {
  const form = fields?.closest("form")
  const begun = new Map(Object.entries({ recipients: "", locale: "", ...draft }))
  return form ? [...new FormData(form)].some(([name, value]) => value !== begun.get(name)) : false
}
