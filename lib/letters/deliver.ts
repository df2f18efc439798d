import { parseContact } from "@/lib/core/contacts"
import { isServed } from "@/lib/core/contacts/served"
import { DeliveryFailure } from "@/lib/letters/failure"
import type { LetterRow, Rendered } from "@/lib/letters/render"

/** Hands a letter to a provider, or throws a DeliveryFailure. The letter's id is the idempotency key of every try. */
export type Deliver = (rendered: Rendered, letter: LetterRow, signal: AbortSignal) => Promise<{ providerId: string }>

/**
 * Marks a letter as written by a program, so that no out-of-office answer comes back, and says where no more of its kind
 * can be had: a mail program's own button posts there, which needs an encrypted address.
 */
export function headersOf({ optOut }: Pick<Rendered, "optOut">): Record<string, string> {
  const written = { "Auto-Submitted": "auto-generated" }
  if (!optOut) return written
  const { origin, search, protocol } = new URL(optOut)
  const named = { ...written, "List-Unsubscribe": `<${origin}/api/opt-out${search}>` }
  return protocol === "https:" ? { ...named, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" } : named
}

/**
 * The one recipient, which must still be exactly one canonical address: no list, no line break, no second header. A
 * number must still be of a country to which text messages go.
 */
export function recipientOf({ recipient, channel }: LetterRow): string {
  const contact = parseContact(recipient)
  if (contact?.address !== recipient || contact.channel !== channel)
    throw new DeliveryFailure("permanent", "not_canonical")
  if (channel === "sms" && !isServed(recipient)) throw new DeliveryFailure("permanent", "not_served")
  return recipient
}

/** A line for a header; whatever could start another header is a bug upstream and never leaves. */
export function headerLine(text: string): string {
  if (/\p{Cc}/u.test(text)) throw new DeliveryFailure("permanent", "not_one_line")
  return text
}
