import { z } from "zod"

const NO_SMTP = "must be an smtp:// or smtps:// address"
const SHAPE = "write smtp://user:password@host:port"
const ENCODE = "with %23 for a # in user or password, %2F for /, %3F for ?, %40 for @, %3A for : and %25 for %"
/** What may stand behind the ?, as nodemailer calls it; those of `tls.` are Node's. */
const OPTIONS = [
  "name",
  "authMethod",
  "requireTLS",
  "ignoreTLS",
  "pool",
  "maxConnections",
  "maxMessages",
  "tls.rejectUnauthorized",
  "tls.servername",
  "tls.minVersion",
  "tls.ciphers",
]

type Option = string | number | boolean

/** A mail server and how to log in to it, as nodemailer takes them. */
export interface SmtpServer {
  host: string
  port?: number
  secure: boolean
  auth?: { user: string; pass: string }
  tls?: Record<string, Option>
  [option: string]: unknown
}

/** The mail server of an address. A complaint never quotes the address, which holds a password. */
export const smtpServer = z.string().transform((text, context): SmtpServer => {
  const server = /^smtps?:\/\//i.test(text) ? serverOf(text) : NO_SMTP
  if (typeof server !== "string") return server
  context.addIssue(server)
  return z.NEVER
})

/** The mail server, or what is wrong with its address. */
function serverOf(text: string): SmtpServer | string {
  const url = URL.canParse(text) ? new URL(text) : null
  // An unencoded # or / ends what is read as the host, and the rest of the password stands behind it.
  if (!url || url.hash || url.pathname.replace("/", "")) return `cannot be read: ${SHAPE}, ${ENCODE}`
  const [host, user, pass] = [url.hostname, url.username, url.password].map(decoded)
  if (host === undefined || user === undefined || pass === undefined) return `cannot be read: ${SHAPE}, ${ENCODE}`
  if (host === "") return `has no host: ${SHAPE}`
  if ((user === "") !== (pass === "")) return `has only one of user and password: ${SHAPE}`
  if ([...url.searchParams.keys()].some((name) => !OPTIONS.includes(name)))
    return `may have behind a ? only ${OPTIONS.join(", ")}: ${SHAPE}, ${ENCODE}`
  return {
    host: host.replace(/^\[|\]$/g, ""),
    ...(url.port && { port: Number(url.port) }),
    secure: url.protocol.toLowerCase() === "smtps:",
    ...(user && { auth: { user, pass } }),
    ...optionsOf(url),
  }
}

function optionsOf({ searchParams }: URL) {
  const options = [...searchParams].map(([name, value]) => [name, optionOf(value)] as const)
  const tls = options.flatMap(([name, value]) => (name.startsWith("tls.") ? [[name.slice(4), value] as const] : []))
  return {
    ...Object.fromEntries(options.filter(([name]) => !name.startsWith("tls."))),
    ...(tls.length > 0 && { tls: Object.fromEntries(tls) }),
  }
}

function optionOf(value: string): Option {
  if (value === "true" || value === "false") return value === "true"
  return /^\d+$/.test(value) ? Number(value) : value
}

/** Undefined where a % begins no character. */
function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part)
  } catch {
    return undefined
  }
}
