import { database, databaseClock } from "@/lib/core/context"
import { resendWebhook } from "@/lib/letters/webhooks/resend"
import { answerWebhook } from "@/lib/letters/webhooks/webhook"
import { settings } from "@/lib/settings"

/** Resend tells what became of letters. */
export function POST(request: Request) {
  const { resend } = settings().webhooks
  return answerWebhook(
    { db: database(), clock: databaseClock },
    request,
    resend === null ? null : resendWebhook(resend),
  )
}
