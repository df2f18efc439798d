import codes from "i18n-iso-countries/codes.json" with { type: "json" }
import { countryName } from "@/lib/shared/kept/formatters"
import type { Locale } from "@/lib/shared/roles"

/** Where an organization can be at home: the alpha-2 codes of ISO 3166-1, and XK as it is used for Kosovo. */
export const countries = codes.map(([code = ""]) => code).sort()

/** What an organization can do: the sections of ISIC, revision 5. */
// biome-ignore format: the letters stand in a row
export const industries = ["A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K",
  "L", "M", "N", "O", "P", "Q", "R", "S", "T", "U", "V"] as const
export type Industry = (typeof industries)[number]

/** How many people an organization can employ. */
export const scales = ["1-49", "50-249", "250-999", "1000-4999", "5000+"] as const
export type Scale = (typeof scales)[number]

/** Codes and names of all countries, as the reader's language sorts them. */
export function countriesIn(locale: Locale): [code: string, name: string][] {
  const { compare } = new Intl.Collator(locale)
  return countries
    .map((code): [string, string] => [code, countryName(code, locale)])
    .sort(([, one], [, other]) => compare(one, other))
}
