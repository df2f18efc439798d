import { getTranslations } from "next-intl/server"
import type { ProfileChoices } from "@/components/organization/profile-fields"
import { countriesIn, industries, scales } from "@/lib/shared/places"
import { readerLocale } from "@/lib/web/action"

/** What the profile lets people choose, in the reader's language and order. */
export async function choices(): Promise<ProfileChoices> {
  const t = await getTranslations("places")
  return {
    industry: industries.map((code) => [code, t(`industries.${code}`)]),
    country: countriesIn(await readerLocale()),
    scale: scales.map((band) => [band, t(`scales.${band}`)]),
  }
}
