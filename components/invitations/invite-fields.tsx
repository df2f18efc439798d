"use client"

import { useTranslations } from "next-intl"
import { use, useState } from "react"
import { RefusalContext } from "@/components/forms/form"
import { FormChoice } from "@/components/forms/form-choice"
import { type InviteDraft, useInvitations } from "@/components/invitations/context"
import { TextareaField } from "@/components/ui/field"
import { SelectField } from "@/components/ui/select"
import { languageNames, locales } from "@/lib/shared/languages"
import { lengthOf, NOTE_MAX } from "@/lib/shared/lengths"
import { invitableRoles } from "@/lib/shared/roles"

/** In which role, for how long, in which language, with what words. */
export function InviteTerms({ draft }: { draft: InviteDraft }) {
  return (
    <>
      <RoleChoice role={draft.role} />
      <div className="grid gap-5 sm:grid-cols-2">
        <LifetimeChoice days={draft.days} />
        <LanguageChoice locale={draft.locale} />
      </div>
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
    <SelectField name="days" label={t("lifetime")} error={use(RefusalContext)?.fields.days} defaultValue={chosen}>
      {offered.map((days) => (
        <option key={days} value={days}>
          {t(days === usual ? "usualDays" : "days", { days })}
        </option>
      ))}
    </SelectField>
  )
}

function LanguageChoice({ locale: chosen }: Pick<InviteDraft, "locale">) {
  const t = useTranslations("inviting")
  return (
    <SelectField name="locale" label={t("language")} hint={t("languageHint")} defaultValue={chosen}>
      <option value="">{t("automatic")}</option>
      {locales.map((locale) => (
        <option key={locale} value={locale} lang={locale}>
          {languageNames[locale]}
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
