import { getTranslations } from "next-intl/server"
import { FormField } from "@/components/forms/form-field"
import { PASSWORD_MAX, PASSWORD_MIN } from "@/lib/shared/lengths"

/** The field of a password to be set: long rather than complicated. */
export async function NewPassword({ label }: { label: string }) {
  const t = await getTranslations("auth")
  return (
    <FormField
      name="password"
      label={label}
      hint={t("passwordHint", { min: PASSWORD_MIN })}
      type="password"
      autoComplete="new-password"
      minLength={PASSWORD_MIN}
      limit={PASSWORD_MAX}
      required
    />
  )
}
