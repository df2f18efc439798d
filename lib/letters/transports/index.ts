import type { Deliver } from "@/lib/letters/deliver"
import { DeliveryFailure } from "@/lib/letters/failure"
import { resend } from "@/lib/letters/transports/resend"
import { smtp } from "@/lib/letters/transports/smtp"
import { twilio } from "@/lib/letters/transports/twilio"
import { settings } from "@/lib/settings"

/** The mailbox of a demo: a letter counts as sent and can be read on /mailbox. */
const mailbox: Deliver = async () => ({ providerId: "mailbox" })

const unavailable: Deliver = async () => {
  throw new DeliveryFailure("permanent", "no_transport")
}

/** Delivers by what the settings name: one way for e-mail, one for text messages. */
export function configuredTransports(): Deliver {
  const ways = { email: email(), sms: sms() }
  return (rendered, letter, signal) => ways[letter.channel](rendered, letter, signal)
}

function email(): Deliver {
  const { from, transport } = settings().mail
  if (transport.kind === "resend") return resend({ ...transport, from })
  return transport.kind === "smtp" ? smtp({ ...transport, from }) : mailbox
}

function sms(): Deliver {
  const { sms: provider, secure, webhooks } = settings()
  if (!provider) return unavailable
  if (provider.kind === "mailbox") return mailbox
  return twilio({ ...provider, callback: secure ? webhooks.twilio?.url : undefined })
}
