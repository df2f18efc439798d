import { createHash } from "node:crypto"
import { z } from "zod"

const SHORTEST_SECRET = 32
const FEWEST_LETTERS = 12
/** The value of the example file, which everybody knows. */
const EXAMPLE_SECRET = "replace-me-with-the-output-of-openssl-rand-base64-48"
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/
const UNITS = { s: 1, m: 60, h: 3600, d: 86_400 }

/** Each is overridable: invitesPerInviter by LIMIT_INVITES_PER_INVITER="30/10m". */
const defaultLimits = {
  invitesPerInviter: "30/10m",
  invitesPerOrganization: "100/24h",
  invitesPerRecipientHere: "5/24h",
  invitesPerRecipient: "20/24h",
  loginsPerAccount: "10/15m",
  loginsPerIp: "50/15m",
  codesPerContact: "5/1h",
  codeAgain: "1/1m",
  codesPerIp: "30/1h",
  codeTriesPerIp: "60/1h",
  newLinkWanted: "1/24h",
  linksPerIp: "300/10m",
}

export type LimitName = keyof typeof defaultLimits
interface Limit {
  count: number
  seconds: number
}

type Environment = Record<string, string | undefined>
export type Settings = ReturnType<typeof build>

let parsed: Settings | undefined

/** The settings of this run, read from the environment at the first call; insecure ones are refused. */
export function settings(): Settings {
  parsed ??= read(process.env)
  return parsed
}

/** What is wrong with an environment, one line each. */
export function checkSettings(env: Environment): string[] {
  const result = environment.safeParse(given(env))
  if (!result.success) return result.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`)
  return result.data.MUSTER_EMBEDDED ? halves(result.data) : [...halves(result.data), ...insecurities(result.data)]
}

function read(env: Environment) {
  const complaints = checkSettings(env)
  if (complaints.length > 0) throw new Error(`Muster cannot start with these settings:\n${complaints.join("\n")}`)
  return build(environment.parse(given(env)))
}

/** An empty variable counts as one that is not set. */
function given(env: Environment) {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""))
}

const flag = z
  .enum(["1", "0", "true", "false", "on", "off"], "must be 1 or 0")
  .transform((word) => ["1", "true", "on"].includes(word))
const whole = z
  .string()
  .regex(/^[1-9]\d{0,6}$/, "must be a whole number above zero")
  .transform(Number)
const origin = z.string().transform((text, context) => {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url && /^https?:$/.test(url.protocol) && url.pathname === "/" && !url.search && !url.hash && !url.username)
    return url.origin
  context.addIssue("must be the address of the site and no more, such as https://muster.example.com")
  return z.NEVER
})
const limit = z
  .string()
  .regex(/^\d{1,7}\/[1-9]\d{0,4}[smhd]$/, 'must look like "30/10m": a count, then a span in s, m, h or d')
  .transform((text): Limit => {
    const [, count, span, unit] = /^(\d+)\/(\d+)([smhd])$/.exec(text) ?? []
    return { count: Number(count), seconds: Number(span) * UNITS[unit as keyof typeof UNITS] }
  })

const limitNames = Object.keys(defaultLimits) as LimitName[]
const limitVariable = (name: LimitName) => `LIMIT_${name.replace(/[A-Z]/g, "_$&").toUpperCase()}`
const limitVariables = Object.fromEntries(
  limitNames.map((name) => [limitVariable(name), limit.prefault(defaultLimits[name])]),
)

const environment = z
  .object({
    MUSTER_EMBEDDED: flag.prefault("0"),
    MUSTER_ORIGIN: origin.optional(),
    MUSTER_SECRET: z.string("is missing: make one with openssl rand -base64 48"),
    MUSTER_OLD_SECRETS: z.string().prefault(""),
    DATABASE_URL: z.string("is missing").regex(/^postgres(ql)?:\/\//, "must be a postgres:// address"),
    DATABASE_POOL: whole.prefault("10"),
    DATABASE_PREPARE: flag.prefault("1"),
    MAIL_FROM: z.string().optional(),
    RESEND_API_KEY: z.string().optional(),
    RESEND_BASE_URL: z.url("must be an address").optional(),
    SMTP_URL: z
      .string()
      .regex(/^smtps?:\/\//, "must be an smtp:// or smtps:// address")
      .optional(),
    TWILIO_ACCOUNT_SID: z.string().optional(),
    TWILIO_AUTH_TOKEN: z.string().optional(),
    TWILIO_FROM: z.string().optional(),
    TWILIO_BASE_URL: z.url("must be an address").optional(),
    TRUST_PROXY: flag.prefault("0"),
    LOG_LEVEL: z
      .enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"], "must be debug, info, warn or error")
      .prefault("info"),
    INVITATION_DAYS: whole.prefault("7"),
    SESSION_HOURS: whole.prefault("24"),
    SESSION_IDLE_MINUTES: whole.prefault("120"),
    PORT: z.string().prefault("3000"),
  })
  .and(z.object(limitVariables))

type Given = z.output<typeof environment>

/** A provider that is set up by half. */
function halves(env: Given): string[] {
  const twilio = [env.TWILIO_ACCOUNT_SID, env.TWILIO_AUTH_TOKEN, env.TWILIO_FROM].filter(Boolean).length
  return [
    twilio % 3 && "TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_FROM: set all three or none.",
    env.RESEND_API_KEY && env.SMTP_URL && "RESEND_API_KEY, SMTP_URL: set one of them, not both.",
  ].filter((line) => typeof line === "string")
}

/** What a production start refuses. */
function insecurities(env: Given): string[] {
  const url = env.MUSTER_ORIGIN && new URL(env.MUSTER_ORIGIN)
  return [
    ...secretsOf(env).flatMap(({ name, text }) => weakness(text).map((why) => `${name}: ${why}`)),
    !url &&
      "MUSTER_ORIGIN: is missing: the address at which people reach this site, such as https://muster.example.com",
    url && url.protocol !== "https:" && !LOOPBACK.test(url.hostname) && "MUSTER_ORIGIN: must begin with https://",
    !env.RESEND_API_KEY && !env.SMTP_URL && "RESEND_API_KEY or SMTP_URL: one is needed, for letters go out by e-mail.",
    !env.MAIL_FROM && "MAIL_FROM: is missing: the sender of every letter, such as Muster <muster@example.com>",
  ].filter((line) => typeof line === "string")
}

function secretsOf(env: Given) {
  const old = env.MUSTER_OLD_SECRETS.split(",").map((text) => text.trim())
  return [
    { name: "MUSTER_SECRET", text: env.MUSTER_SECRET },
    ...old.filter(Boolean).map((text) => ({ name: "MUSTER_OLD_SECRETS", text })),
  ]
}

function weakness(secret: string): string[] {
  if (secret === EXAMPLE_SECRET) return ["is the value of the example: make one with openssl rand -base64 48"]
  if (secret.length < SHORTEST_SECRET)
    return [`is shorter than ${SHORTEST_SECRET} characters: make one with openssl rand -base64 48`]
  if (new Set(secret).size < FEWEST_LETTERS) return ["is too easy to guess: make one with openssl rand -base64 48"]
  return []
}

function build(env: Given) {
  return {
    origin: env.MUSTER_ORIGIN ?? `http://localhost:${env.PORT}`,
    secrets: secretsOf(env).map(({ text }) => ({ id: keyId(text), key: Buffer.from(text) })),
    databaseUrl: env.DATABASE_URL,
    pool: env.DATABASE_POOL,
    prepare: env.DATABASE_PREPARE,
    embedded: env.MUSTER_EMBEDDED,
    mail: { from: env.MAIL_FROM ?? "Muster <muster@localhost>", transport: mailTransport(env) },
    sms: smsTransport(env),
    trustProxy: env.TRUST_PROXY,
    logLevel: env.LOG_LEVEL,
    lifetimes: { invitationSeconds: env.INVITATION_DAYS * UNITS.d },
    sessions: { absoluteSeconds: env.SESSION_HOURS * UNITS.h, idleSeconds: env.SESSION_IDLE_MINUTES * UNITS.m },
    limits: Object.fromEntries(limitNames.map((name) => [name, env[limitVariable(name)]])) as Record<LimitName, Limit>,
  }
}

/** Names a secret without telling it. */
function keyId(secret: string) {
  return createHash("sha256").update(secret).digest("hex").slice(0, 8)
}

type MailTransport =
  | { kind: "resend"; key: string; baseUrl?: string }
  | { kind: "smtp"; url: string }
  | { kind: "mailbox" }

function mailTransport(env: Given): MailTransport {
  if (env.RESEND_API_KEY) return { kind: "resend", key: env.RESEND_API_KEY, baseUrl: env.RESEND_BASE_URL }
  if (env.SMTP_URL) return { kind: "smtp", url: env.SMTP_URL }
  return { kind: "mailbox" }
}

type SmsTransport =
  | { kind: "twilio"; accountSid: string; authToken: string; from: string; baseUrl?: string }
  | { kind: "mailbox" }
  | null

function smsTransport(env: Given): SmsTransport {
  const {
    TWILIO_ACCOUNT_SID: accountSid,
    TWILIO_AUTH_TOKEN: authToken,
    TWILIO_FROM: from,
    TWILIO_BASE_URL: baseUrl,
  } = env
  if (accountSid && authToken && from) return { kind: "twilio", accountSid, authToken, from, baseUrl }
  return env.MUSTER_EMBEDDED ? { kind: "mailbox" } : null
}
