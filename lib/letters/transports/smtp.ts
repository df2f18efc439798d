import type { Transporter } from "nodemailer"
import type { SMTPError } from "nodemailer/lib/smtp-connection"
import { type Deliver, headerLine, headersOf, recipientOf } from "@/lib/letters/deliver"
import { failureOf } from "@/lib/letters/transports/smtp-failure"
import type { SmtpServer } from "@/lib/settings/smtp"

interface Options {
  server: SmtpServer
  from: string
}

const CONNECT_TIMEOUT_MS = 10_000
const SOCKET_TIMEOUT_MS = 15_000

/**
 * E-mail by SMTP. It knows no idempotency key; every try carries the same Message-ID, by which mailboxes recognize it.
 */
export function smtp({ server, from }: Options): Deliver {
  let transport: Promise<Transporter> | undefined
  return async (rendered, letter) => {
    const { subject, html, text } = rendered
    transport ??= open(server)
    const to = recipientOf(letter)
    const { messageId } = await (await transport)
      .sendMail({
        from,
        to: { name: "", address: to },
        subject: headerLine(subject),
        html: html ?? undefined,
        text,
        messageId: messageIdOf(letter.id, from),
        headers: headersOf(rendered),
        disableFileAccess: true,
        disableUrlAccess: true,
      })
      .catch((error: SMTPError) => Promise.reject(failureOf(error)))
    return { providerId: messageId }
  }
}

/** Takes the parts of the address, for of a whole one nodemailer would warn aloud, and forget the timeouts. */
async function open(server: SmtpServer): Promise<Transporter> {
  const { createTransport } = await import("nodemailer")
  return createTransport({
    ...server,
    connectionTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: SOCKET_TIMEOUT_MS,
  })
}

function messageIdOf(id: string, from: string): string {
  const domain = /@([a-z0-9.-]+)/i.exec(from)?.[1] ?? "muster.invalid"
  return `<${id}@${domain}>`
}
