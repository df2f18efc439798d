"use client"

import { useTranslations } from "next-intl"
import { useState } from "react"
import { ConsoleForm } from "@/components/forms/console-form"
import { useInvitations } from "@/components/invitations/context"
import { TermsFields } from "@/components/invitations/editing/terms-fields"
import { InvitationLink } from "@/components/invitations/invitation-link"
import { Contact } from "@/components/lists/contact"
import { Callout } from "@/components/ui/callout"
import { useFocusAsDrawn } from "@/components/ui/focus"
import { Dialog } from "@/components/ui/overlay"
import { SubmitButton } from "@/components/ui/submit-button"
import type { InvitableRole } from "@/lib/shared/roles"
import type { InvitationRecord } from "@/lib/shared/rows/invitations"
import { withoutFlag } from "@/lib/shared/typed/numbers"

export interface EditProps {
  /** What is edited, as it is now. */
  row: InvitationRecord
  open: boolean
  close: () => void
}

/** Another role, note or lifetime for an invitation that waits, which is sent again with it; then the new link. */
export function EditDialog({ row, open, close }: EditProps) {
  const t = useTranslations("editing")
  const { actions, change, inviter } = useInvitations()
  const [link, setLink] = useState<string | null>(null)
  const { id } = row
  const contact = withoutFlag(row.contact)
  if (!actions) return null
  return (
    <Dialog open={open} onOpenChange={close} title={t("title")} description={<Contact address={row.contact} />}>
      {link ? (
        <Sent contact={contact} link={link} />
      ) : (
        <ConsoleForm
          action={actions.edit}
          more={{ id }}
          onDone={({ link, ...hours }, { role, note }) => {
            const terms = { role: role as InvitableRole, note: String(note) }
            const renewed = { ...hours, resent: true, inviter, needsApproval: false }
            change(id, { ...terms, ...renewed, delivery: "queued", deliveryAt: null, failure: null })
            setLink(link)
          }}
        >
          {(pending) => (
            <>
              <TermsFields row={row} />
              <p className="text-secondary text-sm">{t("consequence", { contact })}</p>
              <SubmitButton pending={pending} size="large" wide>
                {t("submit")}
              </SubmitButton>
            </>
          )}
        </ConsoleForm>
      )}
    </Dialog>
  )
}

/** The form is gone, and the focus with it. */
function Sent({ contact, link }: { contact: string; link: string }) {
  const t = useTranslations("editing")
  const place = useFocusAsDrawn<HTMLDivElement>()
  return (
    <div ref={place} tabIndex={-1} className="flex flex-col gap-4 outline-none">
      <Callout tone="success">{t("done", { contact })}</Callout>
      <InvitationLink label={t("link", { contact })} link={link} />
    </div>
  )
}
