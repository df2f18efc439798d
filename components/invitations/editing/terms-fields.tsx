"use client"

import { useTranslations } from "next-intl"
import { use, useState } from "react"
import { RefusalContext } from "@/components/forms/form"
import { FormChoice } from "@/components/forms/form-choice"
import { useInvitations } from "@/components/invitations/context"
import { TextareaField } from "@/components/ui/field"
import { SelectField } from "@/components/ui/select"
import { lengthOf, NOTE_MAX } from "@/lib/shared/lengths"
import { invitableRoles } from "@/lib/shared/roles"
import type { InvitationRecord } from "@/lib/shared/rows/invitations"

const DAY_MS = 86_400_000

/** The terms of an invitation, filled in as they are. */
export function TermsFields({ row }: { row: InvitationRecord }) {
  const duties = useTranslations("duties")
  const t = useTranslations("editing")
  return (
    <>
      <FormChoice
        name="role"
        required
        legend={t("role")}
        initial={row.role}
        options={invitableRoles.map((value) => ({ value, label: <code>{value}</code>, description: duties(value) }))}
      />
      <Lifetime row={row} />
      <Note note={row.note} />
    </>
  )
}

/** Counts anew from the moment at which it is sent again. */
function Lifetime({ row: { sentAt, expiresAt } }: { row: InvitationRecord }) {
  const t = useTranslations("editing")
  const { offered, usual } = useInvitations().days
  const present = Math.round((expiresAt.getTime() - sentAt.getTime()) / DAY_MS)
  return (
    <SelectField
      name="days"
      label={t("lifetime")}
      error={use(RefusalContext)?.fields.days}
      defaultValue={offered.includes(present) ? present : usual}
    >
      {offered.map((days) => (
        <option key={days} value={days}>
          {t("days", { days })}
        </option>
      ))}
    </SelectField>
  )
}

function Note({ note }: { note: string }) {
  const t = useTranslations("editing")
  const [length, setLength] = useState(lengthOf(note))
  return (
    <TextareaField
      name="note"
      label={t("note")}
      hint={<span data-figures>{t("noteHint", { length, max: NOTE_MAX })}</span>}
      error={use(RefusalContext)?.fields.note}
      defaultValue={note}
      onChange={({ target }) => setLength(lengthOf(target.value))}
      rows={2}
    />
  )
}
