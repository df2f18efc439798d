"use client"

import { NextIntlClientProvider, useLocale, useMessages } from "next-intl"
import type { ComponentType } from "react"
import { later } from "@/components/ui/later"
import { useWords } from "@/components/ui/words"
import { dialogWords } from "@/lib/i18n/dialogs"
import { type Locale, locales } from "@/lib/shared/roles"

/** A component that is fetched with its words when it is first drawn. */
export function laterWithWords<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  const inLocale = (locale: Locale) =>
    later(async () => {
      const [Part, words] = await Promise.all([load(), dialogWords[locale]()])
      return (props: Props) => (
        <NextIntlClientProvider locale={useLocale()} messages={{ ...useMessages(), ...words.default }}>
          <Part {...props} />
        </NextIntlClientProvider>
      )
    })
  const parts = new Map<Locale, ComponentType<Props>>(locales.map((locale) => [locale, inLocale(locale)]))
  return function InWords(props: Props) {
    const Part = parts.get(useWords().locale)
    return Part && <Part {...props} />
  }
}
