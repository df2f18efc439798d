import { createHmac } from "node:crypto"
import { z } from "zod"
import { sameBytes } from "@/lib/core/secrets"
import type { Webhook } from "@/lib/letters/webhooks/webhook"

const FATES = {
  delivered: "delivered",
  read: "delivered",
  undelivered: "failed",
  failed: "failed",
  canceled: "failed",
} as const
/** A number that nobody has, or that takes no text messages. */
const NEVER = ["30005", "30006"]

const event = z.object({
  letter: z.uuid().nullable().catch(null),
  MessageSid: z.string().regex(/^[\w-]{1,100}$/),
  MessageStatus: z.enum(Object.keys(FATES) as (keyof typeof FATES)[]),
  ErrorCode: z
    .string()
    .regex(/^\d{5}$/)
    .catch(""),
})

interface Options {
  authToken: string
  /** The address that the provider was given, without its query. */
  url: string
}

/** What Twilio tells of a text message, signed with the token of the account over the address and what it posts. */
export function twilioWebhook({ authToken, url }: Options): Webhook {
  return ({ body, headers, search }) => {
    const posted = new URLSearchParams(body)
    if (!isSigned(headers.get("x-twilio-signature") ?? "", { authToken, text: url + search + inOrder(posted) }))
      return "forged"
    const { data: told } = event.safeParse({
      ...Object.fromEntries(new URLSearchParams(search)),
      ...Object.fromEntries(posted),
    })
    if (!told) return null
    const { letter, MessageSid: providerId, MessageStatus: status, ErrorCode: code } = told
    const fate = NEVER.includes(code) ? "bounced" : FATES[status]
    return {
      letterId: letter,
      providerId,
      fate,
      reason: fate === "delivered" ? null : `Twilio: ${status} ${code}`.trimEnd(),
      at: null,
    }
  }
}

/** Names and values, one behind the other, in the order of the names. */
function inOrder(posted: URLSearchParams): string {
  return [...posted]
    .sort(([a], [b]) => (a < b ? -1 : Number(a > b)))
    .map((pair) => pair.join(""))
    .join("")
}

function isSigned(signature: string, { authToken, text }: { authToken: string; text: string }): boolean {
  const expected = createHmac("sha1", authToken).update(text).digest()
  return sameBytes(Buffer.from(signature, "base64"), expected)
}
