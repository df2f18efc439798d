"use client"

import clsx from "clsx"
import { useWords } from "@/components/ui/words"

/** A number as the server shows it: behind the flag of its country. */
const FLAGGED = /^(\p{RI})(\p{RI}) (.+)$/u
const LETTER = 0x1f1a5

/**
 * An e-mail address, phone or account number: left to right in every script. An address is broken after its @ first, a
 * phone number is never broken and has the name of its country beside it, for many machines cannot draw flags.
 */
export function Contact({ address, strong }: { address: string; strong?: boolean }) {
  const { locale } = useWords()
  const [, first, second, number] = FLAGGED.exec(address) ?? []
  const [local, domain] = address.split("@")
  const isAccount = !domain && !number && !address.startsWith("+")
  const shown = { dir: "ltr", className: clsx("contact", strong && "font-medium", isAccount && "font-mono") }
  if (number) {
    return (
      <bdi {...shown}>
        <span className="whitespace-nowrap">{number}</span>{" "}
        <small suppressHydrationWarning>{countryName(`${letterOf(first)}${letterOf(second)}`, locale)}</small>
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

function letterOf(sign = ""): string {
  return String.fromCharCode((sign.codePointAt(0) ?? LETTER) - LETTER)
}

const names = new Map<string, Intl.DisplayNames>()

function countryName(code: string, locale: string): string {
  const known = names.get(locale) ?? new Intl.DisplayNames([locale], { type: "region" })
  names.set(locale, known)
  return known.of(code) ?? code
}
