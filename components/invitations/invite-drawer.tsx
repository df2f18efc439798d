"use client"

import { useTranslations } from "next-intl"
import { type ComponentProps, useRef, useState } from "react"
import { type InviteDraft, type SentLink, useEmptyDraft, useInvitations } from "@/components/invitations/context"
import { SentLinks } from "@/components/invitations/invitation-link"
import { InviteForm } from "@/components/invitations/invite-form"
import { type Many, useMany } from "@/components/invitations/many/many"
import { ManyResult } from "@/components/invitations/many/result"
import { RecentRecords, useRecentRecords } from "@/components/invitations/recent-records"
import { ConfirmDialog, Drawer, useLast } from "@/components/ui/overlay"

interface InviteDrawerProps {
  open: boolean
  draft: InviteDraft
  close: () => void
}

/** Invite: the form, and below it the Invitation Records. */
export function InviteDrawer({ open, draft: given, close }: InviteDrawerProps) {
  const t = useTranslations("inviting")
  const { organization } = useInvitations()
  const { add, seats, ...records } = useRecentRecords()
  const empty = useEmptyDraft()
  const [draft, setDraft] = useState({ ...empty, ...given })
  const fields = useRef<HTMLDivElement>(null)
  const [leaving, setLeaving] = useState<Leaving>(null)
  const many = useMany()
  // The form itself is asked, because a quick Escape would come before any state that follows it.
  const leave = () => {
    if (many.progress) setLeaving("sending")
    else if (holdsMore(fields.current, draft)) setLeaving("typed")
    else close()
  }
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
      <InviteForm
        fields={fields}
        draft={draft}
        seats={seats}
        many={many}
        onSent={onSent}
        onManySent={setDraft}
        close={close}
      />
      <SentLinks sent={sent} />
      <RecentRecords {...records} />
      <LeavingQuestion leaving={leaving} stay={() => setLeaving(null)} many={many} close={close} />
    </Drawer>
  )
}

/** What would be left behind. */
type Leaving = "typed" | "sending" | null

interface LeavingQuestionProps {
  leaving: Leaving
  stay: () => void
  many: Many
  close: () => void
}

/** Asks before something typed is lost, or what is being sent stays behind. */
function LeavingQuestion({ leaving, stay, many: { progress, list, stop }, close }: LeavingQuestionProps) {
  const t = useTranslations("inviting.discard")
  const many = useTranslations("many")
  const sending = useLast(progress)
  const count = list.length
  return (
    <>
      <ConfirmDialog
        open={leaving === "sending" && progress !== null}
        onOpenChange={stay}
        title={many("leaving.title")}
        description={many("leaving.consequence", { done: 0, total: 0, ...sending })}
        confirm={many("leaving.confirm")}
        stay={many("leaving.stay")}
        onConfirm={() => {
          stop()
          close()
        }}
      />
      <ConfirmDialog
        open={leaving === "typed"}
        onOpenChange={stay}
        title={count > 0 ? many("discard.title") : t("title")}
        description={count > 0 ? many("discard.consequence", { count }) : t("consequence")}
        confirm={t("confirm")}
        onConfirm={close}
      />
    </>
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
