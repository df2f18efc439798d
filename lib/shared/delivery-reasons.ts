/** Why a letter did not go, where the reason is ours: kept as a word, worded in the language of the reader. */
const ownReasons = [
  "email_refused",
  "needs_attention",
  "no_answer",
  "no_id",
  "no_transport",
  "not_canonical",
  "not_one_line",
  "not_prepared",
  "not_served",
  "sms_refused",
] as const
export type OwnReason = (typeof ownReasons)[number]

/** What the answers of providers mean, by their codes and their usual words; the first that fits counts. */
const meanings = {
  suppressed: /\bsuppress/i,
  mailbox_full:
    /\bMailboxFull\b|\b[45]\.2\.2\b|\bmailbox (?:is )?full\b|\b(?:over|exceeded)\b.*\bquota\b|\bquota exceeded\b/i,
  no_mailbox:
    /\bNoEmail\b|\b5\.1\.(?:1|6|10)\b|\bno such (?:user|mailbox|recipient|address)\b|\b(?:user|mailbox|recipient) (?:unknown|not found|does not exist)\b|\bunknown (?:user|recipient)\b/i,
  mailbox_disabled:
    /\b5\.2\.1\b|\b(?:mailbox|account|user) (?:is |has been )?(?:disabled|inactive|suspended|unavailable)\b/i,
  no_domain: /\b[45]\.1\.2\b|\b5\.4\.4\b|\b(?:domain|host) (?:unknown|not found)\b|\bENOTFOUND\b/i,
  not_an_address: /\b5\.1\.3\b|\binvalid (?:recipient|address)\b|\bTwilio: \d+ 21(?:211|614)\b/i,
  no_number: /\bTwilio: \w+ 30005\b/,
  no_texts: /\bTwilio: \w+ 30006\b/,
  phone_off: /\bTwilio: \w+ 30003\b/,
  unsubscribed: /\bTwilio: \d+ 21610\b/,
  not_served: /\bTwilio: \d+ 21(?:408|612)\b/,
  too_large: /\bMessageTooLarge\b|\b5\.3\.4\b|\b5\.2\.3\b|\b(?:message|size) (?:is )?too (?:large|big)\b/i,
  greylisted: /\bgr[ea]y-?list/i,
  seen_as_spam:
    /\bTwilio: \w+ 3000[47]\b|\b(?:ContentRejected|AttachmentRejected)\b|\b(?:spam|blocked|blacklist(?:ed)?|blocklist(?:ed)?|reputation|policy)\b/i,
  not_permitted: /\b5\.7\.\d{1,3}\b/,
  unreachable: /\b[45]\.4\.[1-7]\b|\bE(?:CONNREFUSED|CONNRESET|TIMEDOUT|SOCKET|CONNECTION)\b|\btime(?:d )?out\b/i,
  rejected_for_now: /\bResend: Transient\b|\b4\d\d\b|\b4\.\d\.\d{1,3}\b/,
  not_carried: /\bTwilio: (?:failed|undelivered|canceled)\b/,
  rejected: /\bResend: Permanent\b|\b5\d\d\b|\b5\.\d\.\d{1,3}\b/,
} as const
export type Meaning = keyof typeof meanings
export const reasonWords = [...new Set([...ownReasons, ...(Object.keys(meanings) as Meaning[])])]

/** One of ours, or a provider's own words after its name. */
export type Reason = OwnReason | `${string}: ${string}`

/** Reads a stored reason: our words first, then what a provider said. */
export function readReason(stored: string): { own: OwnReason[]; quoted: string } {
  const [head = "", ...rest] = stored.split(": ")
  const first = ownReasons.find((reason) => reason === head)
  if (!first) return { own: [], quoted: stored }
  const { own, quoted } = readReason(rest.join(": "))
  return { own: [first, ...own], quoted }
}

/** A stored reason as words that every language has: ours, what the provider's mean, and these themselves. */
export function explained(stored: string): { words: (OwnReason | Meaning)[]; quoted: string } {
  const { own, quoted } = readReason(stored)
  const means = (Object.keys(meanings) as Meaning[]).find((meaning) => meanings[meaning].test(quoted))
  return { words: means ? [...own, means] : own, quoted }
}
