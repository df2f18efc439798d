import { createHash } from "node:crypto"
import { allowedUnencrypted } from "@/lib/settings/encryption"
import { type Environment, environment, LEAKED, listed, secretsOf } from "@/lib/settings/environment"
import { usualFactorRoles } from "@/lib/settings/factors"
import { type Limit, type LimitName, limitNames, limitVariable } from "@/lib/settings/limits"
import { incompleteProviders, insecureSettings } from "@/lib/settings/problems"
import { mailTransport, smsTransport, webhooksOf } from "@/lib/settings/transports"
import { tracingOf } from "@/lib/settings/watching/tracing"

export type { LimitName } from "@/lib/settings/limits"

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

type Variables = Record<string, string | undefined>
export type Settings = ReturnType<typeof build>

let parsed: Settings | undefined

/** The settings of this run, read from the environment at the first call; insecure ones are refused. */
export function settings(): Settings {
  parsed ??= read(process.env)
  return parsed
}

/** What is wrong with an environment, one line each. */
export function checkSettings(env: Variables): string[] {
  const result = environment.safeParse(given(env))
  if (!result.success) return result.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`)
  return result.data.MUSTER_EMBEDDED
    ? incompleteProviders(result.data)
    : [...incompleteProviders(result.data), ...insecureSettings(result.data)]
}

/** What a production start says aloud of settings that it does not refuse. */
export function settingsToMention(env: Variables): string[] {
  const result = environment.safeParse(given(env))
  return result.success ? allowedUnencrypted(result.data) : []
}

function read(env: Variables) {
  const complaints = checkSettings(env)
  if (complaints.length > 0) throw new Error(`Muster cannot start with these settings:\n${complaints.join("\n")}`)
  return build(environment.parse(given(env)))
}

/** An empty variable counts as one that is not set. */
function given(env: Variables) {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""))
}

function build(env: Environment) {
  const origin = env.MUSTER_ORIGIN ?? `http://localhost:${env.PORT}`
  return {
    origin,
    /** Whether cookies may only travel encrypted. */
    secure: origin.startsWith("https:"),
    secrets: secretsOf(env).map(({ name, text }) => ({
      id: keyId(text),
      key: Buffer.from(text),
      /** Others know it: it reads what was made with it, and opens nothing. */
      leaked: name === LEAKED,
    })),
    /** How long a connection may rest, and how long a balancer is given to notice that a server ends. */
    server: { keepAliveSeconds: env.KEEP_ALIVE_SECONDS, drainSeconds: env.DRAIN_SECONDS },
    databaseUrl: env.DATABASE_URL,
    /** Where what reads alone may be asked, and how long it may take there until all is shown that has been written. */
    replica: env.DATABASE_REPLICA_URL ? { url: env.DATABASE_REPLICA_URL, waitMs: env.REPLICA_WAIT_MS } : null,
    pool: env.DATABASE_POOL,
    embedded: env.MUSTER_EMBEDDED,
    mail: { from: env.MAIL_FROM ?? "Muster <muster@localhost>", transport: mailTransport(env) },
    sms: smsTransport(env),
    /** Where text messages go: null for all countries, nothing where the sender's number is to say it. */
    smsCountries: env.SMS_COUNTRIES,
    webhooks: webhooksOf(env, origin),
    securityContacts: env.SECURITY_CONTACT ?? [],
    securityPolicy: env.SECURITY_POLICY ?? null,
    tracing: tracingOf(env),
    metricsToken: env.METRICS_TOKEN ?? null,
    proxy: { header: env.PROXY_HEADER, proxies: env.TRUST_PROXY ?? null, countryHeader: env.COUNTRY_HEADER ?? null },
    names: {
      /** Kept for the site itself: no organization may have a word that looks like one of them. */
      reserved: listed(env.RESERVED_NAMES),
      alikeAllowed: env.ALIKE_NAMES === "allow",
    },
    lifetimes: {
      invitationSeconds: env.INVITATION_DAYS * DAY,
      /** How long before its end an invitation gets its reminder; 0 for none. */
      reminderSeconds: env.INVITATION_REMINDER_DAYS * DAY,
      accountInvitationSeconds: env.ACCOUNT_INVITATION_DAYS * DAY,
      transferSeconds: env.TRANSFER_HOURS * HOUR,
      certificationSeconds: env.CERTIFICATION_DAYS * DAY,
      joinRequestSeconds: env.JOIN_REQUEST_DAYS * DAY,
      activationSeconds: env.ACTIVATION_DAYS * DAY,
      featuresSeconds: env.FEATURES_DAYS * DAY,
    },
    sessions: { absoluteSeconds: env.SESSION_HOURS * HOUR, idleSeconds: env.SESSION_IDLE_MINUTES * MINUTE },
    /** Of whom a second factor is demanded where their organization says nothing, and how long they have to set it up. */
    factors: { ...(env.FACTOR_ROLES ?? usualFactorRoles(env.MUSTER_EMBEDDED)), graceDays: env.FACTOR_DAYS },
    keep: {
      messagesDays: env.KEEP_MESSAGES_DAYS,
      codesDays: env.KEEP_CODES_DAYS,
      loginsDays: env.KEEP_LOGINS_DAYS,
      requestsDays: env.KEEP_REQUESTS_DAYS,
    },
    limits: Object.fromEntries(limitNames.map((name) => [name, env[limitVariable(name)]])) as Record<LimitName, Limit>,
  }
}

/** Names a secret without telling it. */
function keyId(secret: string) {
  return createHash("sha256").update(secret).digest("hex").slice(0, 8)
}
