import type { Metadata, Viewport } from "next"
import localFont from "next/font/local"
import { cookies } from "next/headers"
import { getLocale, getTranslations } from "next-intl/server"
import type { ReactNode } from "react"
import { ControlWords } from "@/app/words"
import { controls } from "@/lib/i18n/controls"
import "@/app/globals.css"

const geist = localFont({
  src: "../node_modules/geist/dist/fonts/geist-sans/Geist-Variable.woff2",
  variable: "--font-geist",
  weight: "100 900",
})

const geistMono = localFont({
  src: "../node_modules/geist/dist/fonts/geist-mono/GeistMono-Variable.woff2",
  variable: "--font-geist-mono",
  weight: "100 900",
  preload: false,
})

export const viewport: Viewport = { colorScheme: "light dark" }

export async function generateMetadata(): Promise<Metadata> {
  const [t, locale] = await Promise.all([getTranslations("common"), getLocale()])
  const { product } = controls[locale]
  return {
    title: { default: product, template: `%s · ${product}` },
    description: t("tagline"),
    robots: { index: false },
  }
}

/** Reads cookies, so every page is drawn for its request and its scripts carry the nonce. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const [locale, chosen] = await Promise.all([getLocale(), cookies()])
  const keys = chosen.get("keys")?.value === "off" ? "off" : undefined
  return (
    <html
      lang={locale}
      data-theme={themeIn(chosen.get("theme")?.value)}
      data-keys={keys}
      className={`${geist.variable} ${geistMono.variable}`}
    >
      <body>
        <ControlWords locale={locale}>{children}</ControlWords>
      </body>
    </html>
  )
}

/** Undefined for the system's own. */
function themeIn(theme: string | undefined) {
  return theme === "light" || theme === "dark" ? theme : undefined
}
