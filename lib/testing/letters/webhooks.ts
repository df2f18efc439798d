import { createHmac, randomUUID } from "node:crypto"
import type { LetterRow } from "@/lib/letters/render"

export const WEBHOOK_SECRET = `whsec_${Buffer.from("the secret of a webhook").toString("base64")}`

interface Event {
  type: string
  created_at?: string
  data: Record<string, unknown>
}

/** What Resend tells of a letter, with or without our own id of it. */
export function eventOf(
  type: string,
  { id, providerId }: Pick<LetterRow, "id" | "providerId">,
  { at = new Date(), tagged = true, ...more }: { at?: Date; tagged?: boolean; [more: string]: unknown } = {},
): Event {
  const tags = tagged ? { tags: { letter: id } } : {}
  return { type, created_at: at.toISOString(), data: { email_id: providerId, subject: "…", ...tags, ...more } }
}

/** A post that is signed as Resend signs it. */
export function signedByResend(body: string, { secret = WEBHOOK_SECRET, at = new Date(), id = randomUUID() } = {}) {
  const timestamp = String(Math.floor(at.getTime() / 1000))
  const key = Buffer.from(secret.replace("whsec_", ""), "base64")
  const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")
  return { "svix-id": id, "svix-timestamp": timestamp, "svix-signature": `v1,${signature}` }
}

/** A post that is signed as Twilio signs it: over the address, and the names and values in order. */
export function signedByTwilio(url: string, posted: Record<string, string>, authToken: string) {
  const text = Object.keys(posted)
    .sort()
    .reduce((all, name) => all + name + posted[name], url)
  return { "x-twilio-signature": createHmac("sha1", authToken).update(text).digest("base64") }
}
