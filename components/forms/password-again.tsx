import { useTranslations } from "next-intl"
import { FormField } from "@/components/forms/form-field"

/** Asks for the present password where the login is too old to do without it. */
export function PasswordAgain() {
  const t = useTranslations()
  return (
    <FormField
      name="password"
      type="password"
      label={t("auth.password")}
      hint={t("refusals.password_needed")}
      autoComplete="current-password"
      required
    />
  )
}
