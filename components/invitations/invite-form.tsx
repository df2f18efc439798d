"use client"

import { useTranslations } from "next-intl"
import { type RefObject, useEffect, useState } from "react"
import { ConsoleForm } from "@/components/forms/console-form"
import {
  type InviteDraft,
  type Seats,
  type SentInvitation,
  type SentLink,
  useInvitations,
} from "@/components/invitations/context"
import { InviteFields } from "@/components/invitations/invite-fields"
import { InviteRefusal } from "@/components/invitations/invite-refusal"
import { SubmitButton } from "@/components/ui/submit-button"
import type { InvitableRole } from "@/lib/shared/roles"
import type { InvitationRecord } from "@/lib/shared/rows/invitations"

interface InviteFormProps {
  /** Wraps the fields, so that the drawer can read their form. */
  fields: RefObject<HTMLDivElement | null>
  draft: InviteDraft
  seats: Seats | undefined
  /** Is given what was sent, and the record of a new invitation. */
  onSent: (sent: SentLink, record?: InvitationRecord) => void
  close: () => void
}

type Typed = Record<string, FormDataEntryValue>

/** Sends an invitation, and is ready for the next one of the same role. */
export function InviteForm({ fields, draft, seats, onSent, close }: InviteFormProps) {
  const t = useTranslations("inviting")
  const { organization, actions, inviter, add } = useInvitations()
  const [times, setTimes] = useState(0)
  useEffect(() => {
    if (times > 0) fields.current?.querySelector("input")?.focus()
  }, [fields, times])
  const succeed: InviteFormProps["onSent"] = (...sent) => {
    setTimes(times + 1)
    onSent(...sent)
  }
  if (!actions) return null
  return (
    <ConsoleForm
      key={times}
      action={actions.invite}
      more={{ organizationId: organization.id }}
      summary={(refused) => (
        <InviteRefusal refused={refused} onResent={(invitation) => succeed(invitation)} close={close} />
      )}
      onDone={(invitation, typed) => {
        const record = recordOf(invitation, { inviter, typed })
        add(record)
        succeed(invitation, record)
      }}
    >
      {(pending) => (
        <>
          <div ref={fields} className="flex flex-col gap-5">
            <InviteFields draft={draft} />
          </div>
          <footer className="flex flex-wrap items-center justify-between gap-3">
            <p data-figures className="min-h-5 text-secondary text-sm">
              {seats && t(seats.used < seats.quota ? "seats" : "noSeat", { ...seats, next: seats.used + 1 })}
            </p>
            <SubmitButton pending={pending} size="large" className="max-sm:w-full">
              {t("send")}
            </SubmitButton>
          </footer>
        </>
      )}
    </ConsoleForm>
  )
}

/** What was just sent, as a line of the records. */
function recordOf(
  { id, contact, sentAt, expiresAt }: SentInvitation,
  { inviter, typed }: { inviter: string; typed: Typed },
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
    deliveryAt: null,
    failure: null,
    needsApproval: false,
  }
}
