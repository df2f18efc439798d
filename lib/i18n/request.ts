import { cookies, headers } from "next/headers"
import { getRequestConfig } from "next-intl/server"
import type dialogs from "@/lib/i18n/dialogs/en.json"
import type letters from "@/lib/i18n/letters/en.json"
import type messages from "@/lib/i18n/messages/en.json"
import { negotiate } from "@/lib/i18n/negotiate"
import type { Locale } from "@/lib/shared/roles"

declare module "next-intl" {
  interface AppConfig {
    Locale: Locale
    Messages: typeof messages & typeof dialogs & Pick<typeof letters, "duties">
  }
}

export default getRequestConfig(async () => {
  const [chosen, wanted] = await Promise.all([cookies(), headers()])
  const locale = negotiate(chosen.get("locale")?.value, wanted.get("accept-language"))
  // The server does not know the reader's zone; `Time` puts the local one in once it runs in the browser.
  return { locale, timeZone: "UTC", messages: await messagesIn(locale) }
})

/** The words of the screens, with the duties of roles, which letters describe as the screens do. */
async function messagesIn(locale: Locale) {
  const { duties } = (await import(`./letters/${locale}.json`)).default
  return { ...(await import(`./messages/${locale}.json`)).default, duties }
}
