import { database, databaseClock } from "@/lib/core/context"
import { twilioWebhook } from "@/lib/letters/webhooks/twilio"
import { answerWebhook } from "@/lib/letters/webhooks/webhook"
import { settings } from "@/lib/settings"

/** Twilio tells what became of text messages. */
export function POST(request: Request) {
  const { twilio } = settings().webhooks
  return answerWebhook({ db: database(), clock: databaseClock }, request, twilio && twilioWebhook(twilio))
}
