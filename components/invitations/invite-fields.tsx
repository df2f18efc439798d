"use client"

import { useTranslations } from "next-intl"
import { FormChoice } from "@/components/forms/form-choice"
import type { InviteDraft } from "@/components/invitations/context"
import { LifetimeField, NoteField } from "@/components/invitations/shared-fields"
import { SelectField } from "@/components/ui/select"
import { languageNames, locales } from "@/lib/shared/languages"
import { invitableRoles } from "@/lib/shared/roles"

/** In which role, for how long, in which language, with what words. */
export function InviteTerms({ draft }: { draft: InviteDraft }) {
  return (
    <>
      <RoleChoice role={draft.role} />
      <div className="grid gap-5 sm:grid-cols-2">
        <LifetimeField days={draft.days} />
        <LanguageChoice locale={draft.locale} />
      </div>
      <NoteField note={draft.note} />
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
