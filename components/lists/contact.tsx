"use client"

import clsx from "clsx"
import { useWords } from "@/components/ui/words"
import { countryName } from "@/lib/shared/kept/formatters"
import { countryAndNumber } from "@/lib/shared/typed/numbers"

/** More than the narrowest line of a list holds. */
const LONG = 28

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

interface ContactLineProps {
  contacts: readonly (string | null)[]
  /** Below a name it is small. */
  as?: "bdi" | "small"
}

/** Contacts in one line of a list, cut where the line ends; the title has the whole. */
export function ContactLine({ contacts, as: Line = "bdi" }: ContactLineProps) {
  const { locale } = useWords()
  const text = contacts.flatMap((contact) => (contact ? [inWords(contact, locale)] : [])).join(" · ")
  return (
    <Line dir="ltr" title={text.length > LONG ? text : undefined} suppressHydrationWarning>
      {text}
    </Line>
  )
}

function inWords(contact: string, locale: string): string {
  const flagged = countryAndNumber(contact)
  return flagged ? `${flagged.number} ${countryName(flagged.country, locale)}` : contact
}
