import { Resend } from "resend"
import { z } from "zod"
import { withoutAddresses } from "@/lib/letters/failure"
import type { Told } from "@/lib/letters/fates"
import { dateIn, type Webhook } from "@/lib/letters/webhooks/webhook"
import type { Fate } from "@/lib/shared/rows/delivery"

const FATES = {
  "email.delivered": "delivered",
  "email.delivery_delayed": "delayed",
  "email.complained": "complained",
  "email.bounced": "bounced",
  "email.suppressed": "bounced",
  "email.failed": "failed",
} as const
/** A mailbox that is full today may take the letter tomorrow: the address is not to blame. */
const FOR_NOW = "Transient"

const text = z.string().catch("")
const event = z.object({
  type: z.enum(Object.keys(FATES) as (keyof typeof FATES)[]),
  created_at: text,
  data: z.object({
    email_id: z.string().regex(/^[\w-]{1,100}$/),
    tags: z.object({ letter: z.uuid() }).optional().catch(undefined),
    bounce: z.object({ type: text, subType: text, message: text }).optional(),
    suppressed: z.object({ type: text, message: text }).optional(),
    failed: z.object({ reason: text }).optional(),
  }),
})

/** What Resend tells by its webhooks, signed with the secret of the webhook and not older than some minutes. */
export function resendWebhook(webhookSecret: string): Webhook {
  // The key is for what is sent alone.
  const { webhooks } = new Resend("none")
  return ({ body, headers }) => {
    const [id, timestamp, signature] = ["id", "timestamp", "signature"].map((name) => headers.get(`svix-${name}`) ?? "")
    try {
      webhooks.verify({
        payload: body,
        headers: { id: id ?? "", timestamp: timestamp ?? "", signature: signature ?? "" },
        webhookSecret,
      })
    } catch {
      return "forged"
    }
    return toldIn(body)
  }
}

/** What else is told needs no reason. */
function isLost(fate: Fate): boolean {
  return fate === "failed" || fate === "bounced"
}

function toldIn(body: string): Told | null {
  const { data: told } = event.safeParse(JSON.parse(body))
  if (!told) return null
  const { email_id, tags, bounce, suppressed, failed } = told.data
  const words = [bounce?.type, bounce?.subType, bounce?.message, suppressed?.message, failed?.reason].filter(Boolean)
  const fate = bounce?.type === FOR_NOW ? "failed" : FATES[told.type]
  return {
    letterId: tags?.letter ?? null,
    providerId: email_id,
    fate,
    reason: isLost(fate) && words.length > 0 ? withoutAddresses(`Resend: ${words.join(" ")}`) : null,
    at: dateIn(told.created_at),
  }
}
