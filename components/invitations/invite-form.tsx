"use client"

import { useTranslations } from "next-intl"
import { type RefObject, useEffect, useRef, useState } from "react"
import { ConsoleForm } from "@/components/forms/console-form"
import { type InviteDraft, type SentInvitation, useInvitations } from "@/components/invitations/context"
import { InvitationLink } from "@/components/invitations/invitation-link"
import { InviteFields, useInviteCheck } from "@/components/invitations/invite-fields"
import { InviteRefusal } from "@/components/invitations/invite-refusal"
import { SubmitButton } from "@/components/ui/submit-button"
import { toast } from "@/components/ui/toasts"
import type { InvitableRole } from "@/lib/shared/roles"
import type { InvitationRecord } from "@/lib/shared/rows/invitations"

interface InviteFormProps {
  /** Wraps the fields, so that the drawer can read their form. */
  fields: RefObject<HTMLDivElement | null>
  draft: InviteDraft
  /** Is given the record of a new invitation; nothing where a present one was sent again. */
  onSent: (record?: InvitationRecord) => void
  close: () => void
}

type Sent = Pick<SentInvitation, "contact" | "link">

/** Sends an invitation, shows its link, and is ready for the next one. */
export function InviteForm({ fields, draft, onSent, close }: InviteFormProps) {
  const t = useTranslations("inviting")
  const { organization, actions, inviter, add } = useInvitations()
  const check = useInviteCheck()
  const [sent, setSent] = useState<Sent | null>(null)
  const [times, setTimes] = useState(0)
  const succeed = (invitation: Sent, record?: InvitationRecord) => {
    setSent(invitation)
    setTimes(times + 1)
    onSent(record)
  }
  if (!actions) return null
  return (
    <ConsoleForm
      key={times}
      action={actions.invite}
      more={{ organizationId: organization.id }}
      check={check}
      summary={(refused) => (
        <InviteRefusal refused={refused} onResent={(invitation) => succeed(invitation)} close={close} />
      )}
      onDone={(invitation, typed) => {
        const record = recordOf(invitation, { inviter, typed })
        add(record)
        toast.success(t("sent", { contact: invitation.contact }))
        succeed(invitation, record)
      }}
      onRefused={() => setSent(null)}
    >
      {(pending) => (
        <>
          {sent && <NewLink {...sent} />}
          <div ref={fields} className="flex flex-col gap-5">
            <InviteFields draft={draft} />
          </div>
          <SubmitButton pending={pending} size="large" className="self-end max-sm:self-stretch">
            {t("send")}
          </SubmitButton>
        </>
      )}
    </ConsoleForm>
  )
}

/** What was just sent, as a line of the records. */
function recordOf(
  { id, contact, sentAt, expiresAt }: SentInvitation,
  { inviter, typed }: { inviter: string; typed: Record<string, FormDataEntryValue> },
): InvitationRecord {
  return {
    id,
    contact,
    affiliates: false,
    role: typed.role as InvitableRole,
    note: String(typed.note),
    status: "pending",
    sentAt,
    expiresAt,
    inviter,
    resent: false,
    delivery: "queued",
    failure: null,
    needsApproval: false,
  }
}

/** Takes the focus: the link is what comes next. */
function NewLink({ contact, link }: Sent) {
  const t = useTranslations("inviting")
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => input.current?.focus(), [])
  return (
    <div className="rounded-lg bg-success-soft p-3">
      <InvitationLink ref={input} label={t("newLink", { contact })} link={link} />
      <p className="mt-1.5 text-success text-xs">{t("newLinkHint")}</p>
    </div>
  )
}
