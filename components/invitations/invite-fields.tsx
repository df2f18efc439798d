"use client"

import { useTranslations } from "next-intl"
import { use, useState } from "react"
import { RefusalContext } from "@/components/forms/form"
import { FormChoice } from "@/components/forms/form-choice"
import { FormField } from "@/components/forms/form-field"
import { type InviteDraft, useInvitations } from "@/components/invitations/context"
import { TextareaField } from "@/components/ui/field"
import { SelectField } from "@/components/ui/select"
import { lengthOf, NOTE_MAX } from "@/lib/shared/lengths"
import { invitableRoles } from "@/lib/shared/roles"

/** To whom, in which role, for how long, with what words. */
export function InviteFields({ draft }: { draft: InviteDraft }) {
  const t = useTranslations("inviting")
  return (
    <>
      <FormField
        name="contact"
        label={t("contact")}
        hint={t("contactHint")}
        defaultValue={draft.contact}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        required
      />
      <RoleChoice role={draft.role} />
      <LifetimeChoice days={draft.days} />
      <Note note={draft.note} />
    </>
  )
}

/** The roles that an invitation can give; the super admin's is passed on elsewhere. */
function RoleChoice({ role }: Pick<InviteDraft, "role">) {
  const t = useTranslations("inviting")
  const duties = useTranslations("duties")
  return (
    <div className="flex flex-col gap-2">
      <FormChoice
        name="role"
        across
        required
        legend={t("role")}
        initial={role}
        options={invitableRoles.map((value) => ({
          value,
          label: <code>{value}</code>,
          description: duties(value),
        }))}
      />
      <p className="text-secondary text-sm">{t.rich("superAdmin", { code: (chunks) => <code>{chunks}</code> })}</p>
    </div>
  )
}

function LifetimeChoice({ days: chosen }: Pick<InviteDraft, "days">) {
  const t = useTranslations("inviting")
  const { offered, usual } = useInvitations().days
  return (
    <SelectField
      name="days"
      label={t("lifetime")}
      error={use(RefusalContext)?.fields.days}
      defaultValue={chosen}
      className="sm:max-w-56"
    >
      {offered.map((days) => (
        <option key={days} value={days}>
          {t(days === usual ? "usualDays" : "days", { days })}
        </option>
      ))}
    </SelectField>
  )
}

function Note({ note }: Pick<InviteDraft, "note">) {
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
