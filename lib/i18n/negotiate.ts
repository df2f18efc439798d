import { once } from "@/lib/shared/kept/once"
import { type Locale, locales } from "@/lib/shared/roles"

/** Languages of many countries, which do not say where their reader is at home. */
const SPOKEN_WIDELY = new Set(["en", "es", "fr", "pt", "ar", "de"])

/** The language of a request: the one chosen before, else the browser's first wish that we speak, else English. */
export function negotiate(chosen: string | undefined, accepted: string | null): Locale {
  return locales.find((locale) => locale === chosen) ?? wishes(accepted).map(spoken).find(Boolean) ?? "en"
}

/**
 * Where the reader of a request may be at home: where the browser's first wish is spoken, then where the chosen language
 * is.
 */
export function countriesOf(chosen: string | undefined, accepted: string | null): string[] {
  const [wish = ""] = wishes(accepted)
  const found = [wish, negotiate(chosen, accepted)].flatMap((tag) => countryOf(tag) ?? [])
  return [...new Set(found)]
}

const countryOf = once((tag) => {
  try {
    const locale = new Intl.Locale(tag)
    return locale.region ?? (SPOKEN_WIDELY.has(locale.language) ? undefined : locale.maximize().region)
  } catch {
    return undefined
  }
})

/** The languages of an Accept-Language header, dearest first. */
function wishes(header: string | null): string[] {
  return (header ?? "")
    .split(",")
    .map((part) => {
      const [tag = "", weight] = part.trim().split(/;\s*q=/)
      return { tag, weight: weight === undefined ? 1 : Number(weight) || 0 }
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .map(({ tag }) => tag)
}

function spoken(tag: string): Locale | undefined {
  const language = tag.toLowerCase().split("-")[0]
  return locales.find((locale) => locale.split("-")[0] === language)
}
