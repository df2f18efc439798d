"use client"

import { useTranslations } from "next-intl"
import { use, useState } from "react"
import { RefusalContext } from "@/components/forms/form"
import { type InviteDraft, useInvitations } from "@/components/invitations/context"
import { TextareaField } from "@/components/ui/field"
import { SelectField } from "@/components/ui/select"
import { lengthOf, NOTE_MAX } from "@/lib/shared/lengths"

/** For how many days an invitation can be answered, from when it is sent. */
export function LifetimeField({ days: chosen }: Pick<InviteDraft, "days">) {
  const t = useTranslations("inviting")
  const { offered, usual } = useInvitations().days
  return (
    <SelectField name="days" label={t("lifetime")} error={use(RefusalContext)?.fields.days} defaultValue={chosen}>
      {offered.map((days) => (
        <option key={days} value={days}>
          {t(days === usual ? "usualDays" : "days", { days })}
        </option>
      ))}
    </SelectField>
  )
}

export function NoteField({ note }: Pick<InviteDraft, "note">) {
  const t = useTranslations("inviting")
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
