"use client"

import { type FocusEvent, type RefObject, useId } from "react"
import { CopyButton } from "@/components/ui/copy-button"
import { Input } from "@/components/ui/input"

interface InvitationLinkProps {
  label: string
  link: string
  ref?: RefObject<HTMLInputElement | null>
}

/** The link of an invitation, to be passed on by hand. */
export function InvitationLink({ label, link, ref }: InvitationLinkProps) {
  const id = useId()
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="font-medium text-sm">
        {label}
      </label>
      <div className="flex gap-2">
        <Input id={id} ref={ref} readOnly value={link} onFocus={selectAll} className="font-mono text-sm" />
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
