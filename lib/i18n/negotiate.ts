import { type Locale, locales } from "@/lib/shared/roles"

/** The language of a request: the one chosen before, else the browser's first wish that we speak, else English. */
export function negotiate(chosen: string | undefined, accepted: string | null): Locale {
  return locales.find((locale) => locale === chosen) ?? wishes(accepted).map(spoken).find(Boolean) ?? "en"
}

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
