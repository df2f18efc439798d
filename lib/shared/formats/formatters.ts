/** More than the readers of an hour need; what visitors make up must not fill the memory. */
const MOST_KEPT = 200

/** The formatter of moments in a language, by options of `Intl.DateTimeFormat`; throws where there is no such zone. */
export function dateFormat(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return dates(locale, JSON.stringify(options))
}

/** The name of a country in the reader's language, by its alpha-2 code of ISO 3166-1; an unknown code as it is. */
export function countryName(code: string, locale: string): string {
  return regions(locale).of(code) ?? code
}

/**
 * Makes what depends on a few words once for each of them, for to make a formatter costs a hundred times what it costs
 * to use one. What throws is not kept.
 */
export function once<Words extends string[], T>(make: (...words: Words) => T): (...words: Words) => T {
  const made = new Map<string, T>()
  return (...words) => {
    const key = words.join("\n")
    if (made.has(key)) return made.get(key) as T
    if (made.size >= MOST_KEPT) made.clear()
    const fresh = make(...words)
    made.set(key, fresh)
    return fresh
  }
}

const dates = once((locale, options) => new Intl.DateTimeFormat(locale, JSON.parse(options)))
const regions = once((locale) => new Intl.DisplayNames([locale], { type: "region" }))
