"use client"

import { ControlWords, Failed } from "@/app/words"
import "@/app/globals.css"
import { locales } from "@/lib/shared/roles"

/** Replaces a page whose frame itself has failed, and the layout above it. */
export default function Broken(props: { error: Error & { digest?: string }; retry: () => void }) {
  const shown = typeof document === "undefined" ? "" : document.documentElement.lang
  const locale = locales.find((one) => one === shown) ?? "en"
  return (
    <html lang={locale}>
      <body>
        <ControlWords locale={locale}>
          <Failed {...props} />
        </ControlWords>
      </body>
    </html>
  )
}
