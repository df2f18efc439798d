"use client"

import clsx from "clsx"
import { useWords } from "@/components/ui/words"
import { countryAndNumber } from "@/lib/shared/typed/numbers"

/**
 * An e-mail address, phone or account number: left to right in every script. An address is broken after its @ first, a
 * phone number is never broken and has the name of its country beside it, for many machines cannot draw flags.
 */
export function Contact({ address, strong }: { address: string; strong?: boolean }) {
  const { locale } = useWords()
  const flagged = countryAndNumber(address)
  const [local, domain] = address.split("@")
  const isAccount = !domain && !flagged && !address.startsWith("+")
  const shown = { dir: "ltr", className: clsx("contact", strong && "font-medium", isAccount && "font-mono") }
  if (flagged) {
    return (
      <bdi {...shown}>
        <span className="whitespace-nowrap">{flagged.number}</span>{" "}
        <small suppressHydrationWarning>{countryName(flagged.country, locale)}</small>
      </bdi>
    )
  }
  if (!domain) return <bdi {...shown}>{address}</bdi>
  return (
    <bdi {...shown}>
      {`${local}@`}
      <wbr />
      {domain}
    </bdi>
  )
}

const names = new Map<string, Intl.DisplayNames>()

function countryName(code: string, locale: string): string {
  const known = names.get(locale) ?? new Intl.DisplayNames([locale], { type: "region" })
  names.set(locale, known)
  return known.of(code) ?? code
}
