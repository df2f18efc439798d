"use client"

import { useTranslations } from "next-intl"
import { useEffect, useRef, useState } from "react"
import type { UseFormReturn } from "react-hook-form"
import { useAction } from "@/components/forms/call-action"
import { type InviteDraft, useEmptyDraft, useInvitations } from "@/components/invitations/context"
import { InvitationLink } from "@/components/invitations/invitation-link"
import { InviteFields } from "@/components/invitations/invite-fields"
import { InviteRefusal } from "@/components/invitations/invite-refusal"
import { Button } from "@/components/ui/button"
import { clearSuccesses, toast } from "@/components/ui/toasts"
import type { Refused } from "@/lib/shared/outcome"

interface InviteFormProps {
  form: UseFormReturn<InviteDraft>
  onSent: () => void
  close: () => void
}

interface Sent {
  contact: string
  link: string
}

/** Sends an invitation, shows its link, and is ready for the next one (R6-R13). */
export function InviteForm({ form, onSent, close }: InviteFormProps) {
  const t = useTranslations("inviting")
  const { organization, actions } = useInvitations()
  const callAction = useAction()
  const empty = useEmptyDraft()
  const [refused, setRefused] = useState<Refused | null>(null)
  const [sent, setSent] = useState<Sent | null>(null)

  const succeed = (result: Sent) => {
    setSent(result)
    setRefused(null)
    form.reset(empty)
    onSent()
  }
  const sending = useRef(false)
  const send = form.handleSubmit(async (typed) => {
    // The second of two quick presses comes before the button is drawn as busy.
    if (sending.current) return
    sending.current = true
    clearSuccesses()
    await sendOnce(typed).finally(() => {
      sending.current = false
    })
  })
  const sendOnce = async (typed: InviteDraft) => {
    const outcome = actions && (await callAction(actions.invite, { organizationId: organization.id, ...typed }))
    if (!outcome) return
    if (outcome.ok) {
      toast.success(t("sent", { contact: outcome.value.contact }))
      return succeed(outcome.value)
    }
    setSent(null)
    setRefused(outcome)
    for (const [field, message] of Object.entries(outcome.fields)) {
      if (field in typed) form.setError(field as keyof InviteDraft, { message }, { shouldFocus: true })
    }
  }
  return (
    <form onSubmit={send} noValidate className="flex flex-col gap-5">
      {sent && <NewLink {...sent} />}
      <InviteFields form={form} />
      {refused && <InviteRefusal refused={refused} onResent={succeed} close={close} />}
      <Button
        type="submit"
        look="primary"
        size="large"
        pending={form.formState.isSubmitting}
        className="self-end max-sm:self-stretch"
      >
        {t("send")}
      </Button>
    </form>
  )
}

/** Takes the focus: the link is what comes next. */
function NewLink({ contact, link }: Sent) {
  const t = useTranslations("inviting")
  const input = useRef<HTMLInputElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new link takes the focus
  useEffect(() => input.current?.focus(), [link])
  return (
    <div className="rounded-lg bg-success-soft p-3">
      <InvitationLink ref={input} label={t("newLink", { contact })} link={link} />
      <p className="mt-1.5 text-success text-xs">{t("newLinkHint")}</p>
    </div>
  )
}
