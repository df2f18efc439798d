import { useTranslations } from "next-intl"
import { FormField } from "@/components/forms/form"

/** The present password, asked for where a login is not young enough to stand for it. */
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
