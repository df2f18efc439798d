import { refusedUnencrypted } from "@/lib/settings/encryption"
import { type Environment, LEAKED, secretsOf } from "@/lib/settings/environment"

const SHORTEST_SECRET = 32
const FEWEST_LETTERS = 12
/** The value of the example file, which everybody knows. */
const EXAMPLE_SECRET = "replace-me-with-the-output-of-openssl-rand-base64-48"
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

const NUMBER = /^\+\d{7,15}$/

/** A provider that is set up by half. */
export function incompleteProviders(env: Environment): string[] {
  const twilio = [env.TWILIO_ACCOUNT_SID, env.TWILIO_AUTH_TOKEN, env.TWILIO_FROM].filter(Boolean).length
  return [
    twilio % 3 && "TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_FROM: set all three or none.",
    twilio === 3 &&
      env.SMS_COUNTRIES === undefined &&
      !NUMBER.test(env.TWILIO_FROM ?? "") &&
      "SMS_COUNTRIES: is missing: where text messages may go, such as CN,SG, for TWILIO_FROM is no number with a country.",
    env.RESEND_API_KEY && env.SMTP_URL && "RESEND_API_KEY, SMTP_URL: set one of them, not both.",
  ].filter((line) => typeof line === "string")
}

/** What a production start refuses. */
export function insecureSettings(env: Environment): string[] {
  const url = env.MUSTER_ORIGIN && new URL(env.MUSTER_ORIGIN)
  return [
    ...secretsOf(env).flatMap(({ name, text }) =>
      name === LEAKED ? [] : weakness(text).map((why) => `${name}: ${why}`),
    ),
    stillUsed(env) &&
      `${LEAKED}: names a secret that MUSTER_SECRET or MUSTER_OLD_SECRETS names too: take it out there.`,
    !url &&
      "MUSTER_ORIGIN: is missing: the address at which people reach this site, such as https://muster.example.com",
    url && url.protocol !== "https:" && !LOOPBACK.test(url.hostname) && "MUSTER_ORIGIN: must begin with https://",
    !env.RESEND_API_KEY && !env.SMTP_URL && "RESEND_API_KEY or SMTP_URL: one is needed, for letters go out by e-mail.",
    env.TRUST_PROXY === undefined &&
      "TRUST_PROXY: set it to the number of proxies before Muster, 1 for one that sets X-Forwarded-For, or to 0 without one.",
    !env.MAIL_FROM && "MAIL_FROM: is missing: the sender of every letter, such as Muster <muster@example.com>",
    ...refusedUnencrypted(env),
  ].filter((line) => typeof line === "string")
}

/** Whether a leaked secret would go on opening what was made with it. */
function stillUsed(env: Environment): boolean {
  const secrets = secretsOf(env)
  const leaked = secrets.filter(({ name }) => name === LEAKED).map(({ text }) => text)
  return secrets.some(({ name, text }) => name !== LEAKED && leaked.includes(text))
}

function weakness(secret: string): string[] {
  if (secret === "") return ["is missing: make one with openssl rand -base64 48"]
  if (secret === EXAMPLE_SECRET) return ["is the value of the example: make one with openssl rand -base64 48"]
  if (secret.length < SHORTEST_SECRET)
    return [`is shorter than ${SHORTEST_SECRET} characters: make one with openssl rand -base64 48`]
  if (new Set(secret).size < FEWEST_LETTERS) return ["is too easy to guess: make one with openssl rand -base64 48"]
  return []
}
