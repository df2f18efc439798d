import type { ErrorResponse, Resend } from "resend"
import { type Deliver, headerLine, headersOf, recipientOf } from "@/lib/letters/deliver"
import { DeliveryFailure, kindOfStatus, retryAfter } from "@/lib/letters/failure"
import type { Reason } from "@/lib/shared/delivery-reasons"

interface Options {
  key: string
  from: string
  baseUrl?: string
}

/** Errors whose status does not tell that they are our account's. */
const OF_ACCOUNT: string[] = [
  "invalid_from_address",
  "invalid_access",
  "daily_quota_exceeded",
  "monthly_quota_exceeded",
]

/** E-mail through Resend. It remembers a key for 24 hours: a second try of the same letter is the same letter. */
export function resend({ key, from, baseUrl }: Options): Deliver {
  let client: Promise<Resend> | undefined
  const open = () => import("resend").then(({ Resend }) => new Resend(key, { baseUrl }))
  return async (rendered, letter, signal) => {
    const { subject, html, text } = rendered
    client ??= open()
    const message = { from, to: recipientOf(letter), subject: headerLine(subject), html: html ?? "", text }
    const { data, error, headers } = await (await client).emails.send(
      { ...message, headers: headersOf(rendered), tags: [{ name: "letter", value: letter.id }] },
      { idempotencyKey: letter.id, signal },
    )
    if (error) throw failureOf(error, headers?.["retry-after"])
    if (!data?.id) throw new DeliveryFailure("ambiguous", "no_id")
    return { providerId: data.id }
  }
}

function failureOf({ name, statusCode, message }: ErrorResponse, retryHeader?: string): DeliveryFailure {
  const reason: Reason = `Resend: ${name} ${statusCode ?? ""} ${message}`
  if (!statusCode || name === "concurrent_idempotent_requests") return new DeliveryFailure("ambiguous", reason)
  const kind = OF_ACCOUNT.includes(name) ? "account" : kindOfStatus(statusCode)
  return new DeliveryFailure(kind, reason, { retryAfterSeconds: retryAfter(retryHeader) })
}
