import type { Locale } from "@/lib/shared/roles"

/** The words of what opens over a page: they travel with it, and not with the page. */
export const dialogWords = {
  en: () => import("@/lib/i18n/dialogs/en.json"),
  "zh-CN": () => import("@/lib/i18n/dialogs/zh-CN.json"),
} satisfies Record<Locale, () => Promise<unknown>>
