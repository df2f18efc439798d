import en from "@/lib/i18n/controls/en.json"
import zhCN from "@/lib/i18n/controls/zh-CN.json"
import type { Locale } from "@/lib/shared/roles"

/** The words that controls and dead ends say by themselves, on the server and in the browser. */
export const controls: Record<Locale, typeof en> = { en, "zh-CN": zhCN }
