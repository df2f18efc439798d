"use client"

import { useTranslations } from "next-intl"
import { type UseFormReturn, useWatch } from "react-hook-form"
import { type InviteDraft, useInvitations } from "@/components/invitations/context"
import { SelectField, TextareaField, TextField } from "@/components/ui/field"
import { RadioCards } from "@/components/ui/radio-cards"
import { NOTE_MAX } from "@/lib/shared/lengths"
import { invitableRoles } from "@/lib/shared/roles"

/** To whom, in which role, with what words (R6-R11). */
export function InviteFields({ form }: { form: UseFormReturn<InviteDraft> }) {
  const t = useTranslations("inviting")
  const { errors } = form.formState
  const required = t("required")
  return (
    <>
      <TextField
        {...form.register("contact", { required })}
        label={t("contact")}
        hint={t("contactHint")}
        error={errors.contact?.message}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        required
      />
      <Roles form={form} />
      <Lifetime form={form} />
      <Note form={form} />
    </>
  )
}

/** What an invitation can give; the super admin's role is passed on elsewhere (R7, R11). */
function Roles({ form }: { form: UseFormReturn<InviteDraft> }) {
  const [t, roles] = [useTranslations("inviting"), useTranslations("roles")]
  return (
    <div className="flex flex-col gap-2">
      <RadioCards
        {...form.register("role", { required: t("roleRequired") })}
        across
        legend={t("role")}
        error={form.formState.errors.role?.message}
        options={invitableRoles.map((role) => ({
          value: role,
          label: <code>{role}</code>,
          description: roles(`${role}.duty`),
        }))}
      />
      <p className="text-secondary text-sm">
        <code>super_admin</code> · {t("superAdmin")}
      </p>
    </div>
  )
}

/** For how long it can be answered (R31). */
function Lifetime({ form }: { form: UseFormReturn<InviteDraft> }) {
  const t = useTranslations("inviting")
  const { offered, usual } = useInvitations().days
  return (
    <SelectField
      {...form.register("days")}
      label={t("lifetime")}
      error={form.formState.errors.days?.message}
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

function Note({ form }: { form: UseFormReturn<InviteDraft> }) {
  const t = useTranslations("inviting")
  const { length } = useWatch({ control: form.control, name: "note" })
  return (
    <TextareaField
      {...form.register("note", {
        maxLength: { value: NOTE_MAX, message: t("noteTooLong", { max: NOTE_MAX }) },
      })}
      label={t("note")}
      hint={<span data-figures>{t("noteHint", { length, max: NOTE_MAX })}</span>}
      error={form.formState.errors.note?.message}
      rows={2}
    />
  )
}
