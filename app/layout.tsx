import type { Metadata, Viewport } from "next"
import localFont from "next/font/local"
import { cookies } from "next/headers"
import { getLocale, getTranslations } from "next-intl/server"
import type { ReactNode } from "react"
import { WordsProvider } from "@/components/ui/words"
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
  const t = await getTranslations("common")
  return {
    title: { default: t("product"), template: `%s · ${t("product")}` },
    description: t("tagline"),
    robots: { index: false },
  }
}

/** Reads cookies, so every page is drawn for its request and its scripts carry the nonce. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const [locale, theme, words] = await Promise.all([getLocale(), chosenTheme(), wordsOfControls()])
  return (
    <html lang={locale} data-theme={theme} className={`${geist.variable} ${geistMono.variable}`}>
      <body>
        <WordsProvider words={{ locale, ...words }}>{children}</WordsProvider>
      </body>
    </html>
  )
}

/** Undefined for the system's own. */
async function chosenTheme() {
  const theme = (await cookies()).get("theme")?.value
  return theme === "light" || theme === "dark" ? theme : undefined
}

async function wordsOfControls() {
  const [t, pages] = await Promise.all([getTranslations("common"), getTranslations("pages")])
  const deadEnd = (why: "forbidden" | "notFound") => ({ title: pages(`${why}.title`), body: pages(`${why}.body`) })
  return {
    cancel: t("cancel"),
    close: t("close"),
    copied: t("copied"),
    copy: t("copy"),
    deadEnds: {
      forbidden: deadEnd("forbidden"),
      notFound: deadEnd("notFound"),
      way: pages("toStart"),
    },
    failed: { title: pages("failed.title"), body: pages("failed.body"), reference: pages("failed.reference") },
    newer: t("newer"),
    notifications: t("notifications"),
    older: t("older"),
    pages: t("pages"),
    retry: t("retry"),
  }
}
