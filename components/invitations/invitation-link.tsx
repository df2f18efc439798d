"use client"

import { useTranslations } from "next-intl"
import { type FocusEvent, useId } from "react"
import type { SentLink } from "@/components/invitations/context"
import { CopyButton } from "@/components/ui/copy-button"
import { Input } from "@/components/ui/input"

interface InvitationLinkProps {
  label: string
  link: string
}

/** What was sent since the drawer was opened, the latest first, each with its link. */
export function SentLinks({ sent }: { sent: SentLink[] }) {
  const t = useTranslations("inviting")
  return (
    <div role="status" className={sent.length > 0 ? "flex flex-col gap-2 rounded-lg bg-success-soft p-3" : "sr-only"}>
      {sent.map(({ contact, link }) => (
        <InvitationLink key={contact} label={t("newLink", { contact })} link={link} />
      ))}
      {sent.length > 0 && <p className="text-success text-xs">{t("newLinkHint")}</p>}
    </div>
  )
}

/** The link of an invitation, to be passed on by hand. */
export function InvitationLink({ label, link }: InvitationLinkProps) {
  const id = useId()
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="font-medium text-sm">
        {label}
      </label>
      <div className="flex gap-2">
        <Input id={id} readOnly value={link} onFocus={selectAll} className="font-mono text-sm" />
        <CopyButton text={link} className="h-9 pointer-coarse:h-10" />
      </div>
    </div>
  )
}

/** Selects backwards, so that the beginning stays in sight. */
function selectAll({ currentTarget: input }: FocusEvent<HTMLInputElement>) {
  input.setSelectionRange(0, input.value.length, "backward")
  input.scrollLeft = 0
}
