import { cookies, headers } from "next/headers"
import { getRequestConfig } from "next-intl/server"
import type messages from "@/lib/i18n/messages/en.json"
import { negotiate } from "@/lib/i18n/negotiate"
import type { Locale } from "@/lib/shared/roles"

declare module "next-intl" {
  interface AppConfig {
    Locale: Locale
    Messages: typeof messages
  }
}

export default getRequestConfig(async () => {
  const [chosen, wanted] = await Promise.all([cookies(), headers()])
  const locale = negotiate(chosen.get("locale")?.value, wanted.get("accept-language"))
  // The server does not know the reader's zone; `Time` puts the local one in once it runs in the browser.
  return { locale, timeZone: "UTC", messages: (await import(`./messages/${locale}.json`)).default }
})
