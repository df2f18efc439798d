import type { Locale } from "@/lib/shared/roles"

/** Why a passkey was not used: said where it happens, and fetched only then. */
export const passkeyWords = {
  en: () => import("@/lib/i18n/passkeys/en.json"),
  "zh-CN": () => import("@/lib/i18n/passkeys/zh-CN.json"),
} satisfies Record<Locale, () => Promise<unknown>>
