export const locales = ["en", "zh-CN"] as const
export type Locale = (typeof locales)[number]

/** Each language is named in itself. */
export const languageNames: Record<Locale, string> = { en: "English", "zh-CN": "简体中文" }

/** The cookie in which a browser tells its time zone. */
export const ZONE_COOKIE = "zone"
