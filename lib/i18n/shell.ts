import en from "@/lib/i18n/shell/en.json"
import zhCN from "@/lib/i18n/shell/zh-CN.json"
import type { Locale } from "@/lib/shared/roles"

/** The words of the console's frame, which the browser keeps. */
export const shellWords: Record<Locale, typeof en> = { en, "zh-CN": zhCN }
