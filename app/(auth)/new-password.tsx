import { getTranslations } from "next-intl/server"
import { NewPasswordField } from "@/components/forms/new-password-field"
import { PASSWORD_MIN } from "@/lib/shared/lengths"

/** The field of a password to be set: long rather than complicated. */
export async function NewPassword({ label }: { label: string }) {
  const t = await getTranslations("auth")
  return (
    <NewPasswordField
      label={label}
      hint={t("passwordHint", { min: PASSWORD_MIN })}
      words={{ show: t("passwordShow"), long: t("passwordLong"), easy: t("passwordEasy") }}
    />
  )
}
