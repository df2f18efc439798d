import { getLocale, getTranslations } from "next-intl/server"
import { NewPassword } from "@/app/(auth)/new-password"
import { FormField } from "@/components/forms/form-field"
import { NAME_MAX } from "@/lib/shared/lengths"

/** What a new account needs besides its contact. */
export async function AboutYourself() {
  const [t, locale] = await Promise.all([getTranslations("auth"), getLocale()])
  return (
    <>
      <input type="hidden" name="locale" value={locale} />
      <FormField name="name" label={t("name")} autoComplete="name" limit={NAME_MAX} required />
      <NewPassword label={t("password")} />
    </>
  )
}
