import { z } from "zod"
import { readDatabaseUrl } from "@/lib/settings/database-url"
import { unencryptedPlaces } from "@/lib/settings/encryption"
import { factorRoles } from "@/lib/settings/factors"
import { limitVariables } from "@/lib/settings/limits"
import { proxyHeader, trustedProxies } from "@/lib/settings/proxies"
import { securityContacts } from "@/lib/settings/security-contacts"
import { smtpServer } from "@/lib/settings/smtp"
import { textCountries } from "@/lib/settings/texts"
import { tracingVariables } from "@/lib/settings/watching/tracing"

const flag = z
  .enum(["1", "0", "true", "false", "on", "off"], "must be 1 or 0")
  .transform((word) => ["1", "true", "on"].includes(word))
const whole = z
  .string()
  .regex(/^[1-9]\d{0,6}$/, "must be a whole number above zero")
  .transform(Number)
const wholeOrNone = z
  .string()
  .regex(/^\d{1,7}$/, "must be a whole number, or 0")
  .transform(Number)
const A_DAY = 86_400
/** Beyond some weeks a timer of Node ends at once. */
const upToADay = (seconds: typeof whole) => seconds.refine((count) => count <= A_DAY, "must be a day (86400) at most")
const origin = z.string().transform((text, context) => {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url && /^https?:$/.test(url.protocol) && url.pathname === "/" && !url.search && !url.hash && !url.username)
    return url.origin
  context.addIssue("must be the address of the site and no more, such as https://muster.example.com")
  return z.NEVER
})
const WEBHOOK_SECRET = "must be the signing secret of the webhook, which begins with whsec_"
/** One address, alone or in angle brackets behind a name. */
const SENDER = /^(?:(?:"[^"\r\n]*"|[^"<>,;:\r\n]*)\s*<[^\s<>@,;]+@[^\s<>@,;]+>|[^\s<>@,;]+@[^\s<>@,;]+)$/
/** Every variable that Muster reads; what cannot be read is named. */
export const environment = z
  .object({
    MUSTER_EMBEDDED: flag.prefault("0"),
    MUSTER_ORIGIN: origin.optional(),
    MUSTER_SECRET: z.string().prefault(""),
    MUSTER_OLD_SECRETS: z.string().prefault(""),
    MUSTER_LEAKED_SECRETS: z.string().prefault(""),
    DATABASE_URL: z.string("is missing").superRefine((text, context) => {
      const read = readDatabaseUrl(text)
      if ("wrong" in read) context.addIssue(read.wrong)
    }),
    DATABASE_REPLICA_URL: z
      .string()
      .superRefine((text, context) => {
        const read = readDatabaseUrl(text, "reading")
        if ("wrong" in read) context.addIssue(read.wrong)
      })
      .optional(),
    REPLICA_WAIT_MS: z
      .string()
      .regex(/^(400|[123]\d\d|\d\d?)$/, "must be a whole number of milliseconds, 400 at most")
      .transform(Number)
      .prefault("100"),
    DATABASE_POOL: whole.optional(),
    /** Read by db/client.ts. */
    DATABASE_PREPARE: flag.optional(),
    /** Read by db/grants.ts, for migrations and scripts need no other setting. */
    DATABASE_ROLE: z
      .string()
      .regex(/^[a-z_][a-z0-9_]{0,62}$/, "must be the name of a role, or none")
      .optional(),
    ALLOW_UNENCRYPTED: unencryptedPlaces.optional(),
    MAIL_FROM: z
      .string()
      .trim()
      .regex(
        SENDER,
        'must hold an address, such as Muster <muster@example.com>; a name with , ; or : stands in "quotes"',
      )
      .optional(),
    RESEND_API_KEY: z.string().optional(),
    RESEND_BASE_URL: z.url("must be an address").optional(),
    RESEND_WEBHOOK_SECRET: z
      .string()
      .regex(/^whsec_(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/, WEBHOOK_SECRET)
      .optional(),
    SMTP_URL: smtpServer.optional(),
    TWILIO_ACCOUNT_SID: z.string().optional(),
    TWILIO_AUTH_TOKEN: z.string().optional(),
    TWILIO_FROM: z.string().optional(),
    TWILIO_BASE_URL: z.url("must be an address").optional(),
    SMS_COUNTRIES: textCountries.optional(),
    TRUST_PROXY: trustedProxies.optional(),
    SECURITY_CONTACT: securityContacts.optional(),
    SECURITY_POLICY: z.url({ protocol: /^https$/, error: "must be an https address" }).optional(),
    METRICS_TOKEN: z
      .string()
      .regex(/^\S{16,}$/, "must be at least 16 characters without spaces")
      .optional(),
    PROXY_HEADER: proxyHeader.prefault("X-Forwarded-For"),
    FACTOR_ROLES: factorRoles.optional(),
    FACTOR_DAYS: whole.prefault("7"),
    RESERVED_NAMES: z.string().prefault("Muster"),
    ALIKE_NAMES: z.enum(["refuse", "allow"], "must be refuse or allow").prefault("refuse"),
    COUNTRY_HEADER: proxyHeader.optional(),
    LOG_LEVEL: z
      .enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"], "must be debug, info, warn or error")
      .prefault("info"),
    INVITATION_DAYS: whole.prefault("7"),
    INVITATION_REMINDER_DAYS: wholeOrNone.prefault("2"),
    ACCOUNT_INVITATION_DAYS: whole.prefault("15"),
    TRANSFER_HOURS: whole.prefault("24"),
    CERTIFICATION_DAYS: whole.prefault("30"),
    JOIN_REQUEST_DAYS: whole.prefault("30"),
    ACTIVATION_DAYS: whole.prefault("15"),
    FEATURES_DAYS: whole.prefault("90"),
    SESSION_HOURS: whole.prefault("24"),
    SESSION_IDLE_MINUTES: whole.prefault("120"),
    KEEP_MESSAGES_DAYS: whole.prefault("180"),
    KEEP_CODES_DAYS: whole.prefault("30"),
    KEEP_LOGINS_DAYS: whole.prefault("30"),
    KEEP_REQUESTS_DAYS: whole.prefault("90"),
    ...tracingVariables,
    START_WORKER: flag.prefault("1"),
    KEEP_ALIVE_SECONDS: upToADay(whole).prefault("75"),
    DRAIN_SECONDS: upToADay(wholeOrNone).prefault("0"),
    PORT: z.string().prefault("3000"),
  })
  .and(z.object(limitVariables))

export type Environment = z.output<typeof environment>

/** The present secret and the former ones, with the name of the variable that holds them. */
export function secretsOf(env: Environment) {
  return [
    { name: "MUSTER_SECRET", text: env.MUSTER_SECRET },
    ...listed(env.MUSTER_OLD_SECRETS).map((text) => ({ name: "MUSTER_OLD_SECRETS", text })),
    ...listed(env.MUSTER_LEAKED_SECRETS).map((text) => ({ name: LEAKED, text })),
  ]
}

/** Whose secrets open nothing any more. */
export const LEAKED = "MUSTER_LEAKED_SECRETS"

/** What stands between commas. */
export function listed(secrets: string): string[] {
  return secrets
    .split(",")
    .map((text) => text.trim())
    .filter(Boolean)
}
