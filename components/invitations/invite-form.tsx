"use client"

import { type RefObject, Suspense, useEffect, useState } from "react"
import type { ServerAction } from "@/components/forms/call-action"
import { ConsoleForm } from "@/components/forms/console-form"
import {
  type InviteDraft,
  type Seats,
  type SentInvitation,
  type SentLink,
  useInvitations,
} from "@/components/invitations/context"
import { InviteTerms } from "@/components/invitations/invite-fields"
import { InviteRefusal } from "@/components/invitations/invite-refusal"
import { RecipientField } from "@/components/invitations/many/field/recipient-field"
import { ManyFooter } from "@/components/invitations/many/footer"
import type { Many } from "@/components/invitations/many/many"
import type { SentMany } from "@/components/invitations/many/sending"
import { later } from "@/components/ui/later"
import type { InvitableRole } from "@/lib/shared/roles"
import type { InvitationRecord } from "@/lib/shared/rows/invitations"

// One contact needs nothing of it.
const Checked = later(() => import("@/components/invitations/many/checked").then((file) => file.Checked))

interface InviteFormProps {
  /** Wraps the fields, so that the drawer can read their form. */
  fields: RefObject<HTMLDivElement | null>
  draft: InviteDraft
  seats: Seats | undefined
  many: Many
  /** Is given what was sent, and the record of a new invitation. */
  onSent: (sent: SentLink, record?: InvitationRecord) => void
  /** Is given what the form goes on with after a list was sent. */
  onManySent: (draft: InviteDraft) => void
  close: () => void
}

type Typed = Record<string, FormDataEntryValue>

/** Sends an invitation, and is ready for the next one of the same role. */
export function InviteForm({ fields, draft, seats, many, onSent, onManySent, close }: InviteFormProps) {
  const { organization, actions, inviter, add } = useInvitations()
  const [times, setTimes] = useState(0)
  const [editing, edit] = useState<string | null>(null)
  const [typed, setTyped] = useState(false)
  useEffect(() => {
    if (times > 0) fields.current?.querySelector("input")?.focus()
  }, [fields, times])
  const succeed: InviteFormProps["onSent"] = (...sent) => {
    setTimes(times + 1)
    onSent(...sent)
  }
  if (!actions) return null
  const send: ServerAction<SentInvitation | SentMany> = (previous, { recipients: _, ...form }) =>
    many.submission.list().length > 0 ? many.send(form) : actions.invite(previous, form)
  return (
    <div className="contents" onSubmitCapture={many.submission.prepare}>
      <ConsoleForm
        key={times}
        action={send}
        more={{ organizationId: organization.id }}
        summary={(refused) => (
          <InviteRefusal refused={refused} onResent={(invitation) => succeed(invitation)} close={close} />
        )}
        onDone={(sent, form) => {
          setTyped(false)
          if ("many" in sent) return onManySent(draftOf(form))
          const record = recordOf(sent, { inviter, typed: form })
          add(record)
          succeed(sent, record)
        }}
      >
        {(pending) => (
          <>
            <div ref={fields} className="flex flex-col gap-5">
              <RecipientField initial={draft.contact} many={many} editing={editing} edit={edit} onTyped={setTyped} />
              {many.list.length > 0 && (
                <Suspense>
                  <Checked many={many} editing={editing} edit={edit} onResent={(sent) => onSent(sent)} />
                </Suspense>
              )}
              <InviteTerms draft={draft} />
            </div>
            <ManyFooter many={many} typed={typed} seats={seats} pending={pending} />
          </>
        )}
      </ConsoleForm>
    </div>
  )
}

/** What the form goes on with. */
function draftOf({ role, note, days, locale }: Typed): InviteDraft {
  return { contact: "", role: role as InvitableRole, note: String(note), days: String(days), locale: String(locale) }
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
