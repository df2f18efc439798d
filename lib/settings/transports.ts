import type { Environment } from "@/lib/settings/environment"
import type { SmtpServer } from "@/lib/settings/smtp"

type MailTransport =
  | { kind: "resend"; key: string; baseUrl?: string }
  | { kind: "smtp"; server: SmtpServer }
  | { kind: "mailbox" }

/** How e-mail goes out; production refuses the mailbox. */
export function mailTransport(env: Environment): MailTransport {
  if (env.RESEND_API_KEY) return { kind: "resend", key: env.RESEND_API_KEY, baseUrl: env.RESEND_BASE_URL }
  if (env.SMTP_URL) return { kind: "smtp", server: env.SMTP_URL }
  return { kind: "mailbox" }
}

type SmsTransport =
  | { kind: "twilio"; accountSid: string; authToken: string; from: string; baseUrl?: string }
  | { kind: "mailbox" }
  | null

/** How text messages go out; null where they cannot. */
export function smsTransport(env: Environment): SmsTransport {
  const {
    TWILIO_ACCOUNT_SID: accountSid,
    TWILIO_AUTH_TOKEN: authToken,
    TWILIO_FROM: from,
    TWILIO_BASE_URL: baseUrl,
  } = env
  if (accountSid && authToken && from) return { kind: "twilio", accountSid, authToken, from, baseUrl }
  return env.MUSTER_EMBEDDED ? { kind: "mailbox" } : null
}

/** Where the providers tell what became of letters, and how that is signed; null for one that cannot. */
export function webhooksOf(env: Environment, origin: string) {
  const sms = smsTransport(env)
  return {
    resend: env.RESEND_WEBHOOK_SECRET ?? null,
    twilio: sms?.kind === "twilio" ? { authToken: sms.authToken, url: `${origin}/api/webhooks/twilio` } : null,
  }
}
