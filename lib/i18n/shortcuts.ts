import en from "@/lib/i18n/shortcuts/en.json"
import zhCN from "@/lib/i18n/shortcuts/zh-CN.json"
import type { Locale } from "@/lib/shared/roles"

/** The words of the palette and of the list of keys, which travel with these alone. */
export const shortcutWords: Record<Locale, typeof en> = { en, "zh-CN": zhCN }
