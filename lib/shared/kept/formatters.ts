import { once } from "@/lib/shared/kept/once"

// To make a formatter costs a hundred times what it costs to use one.
const dates = once((locale, options) => new Intl.DateTimeFormat(locale, JSON.parse(options)))
// Of all languages Swedish writes a day as ISO 8601 does.
const days = once((timeZone) => new Intl.DateTimeFormat("sv", { timeZone }))
const regions = once((locale) => new Intl.DisplayNames([locale], { type: "region" }))

/** The formatter of moments in a language, by options of `Intl.DateTimeFormat`; throws where there is no such zone. */
export function dateFormat(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return dates(locale, JSON.stringify(options))
}

/** The day that it is at a moment in a zone, as ISO 8601 writes it; throws where there is no such zone. */
export function isoDay(at: Date | number, timeZone: string): string {
  return days(timeZone).format(at)
}

/**
 * The name of a country in the reader's language, by its alpha-2 code of ISO 3166-1; the code where it has none. Throws
 * for what cannot be a code.
 */
export function countryName(code: string, locale: string): string {
  return regions(locale).of(code) ?? code
}
