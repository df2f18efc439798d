import { z } from "zod"
import { readDatabaseUrl } from "@/lib/settings/database-url"
import type { SmtpServer } from "@/lib/settings/smtp"

const PLACES = ["database", "mail"] as const
type Place = (typeof PLACES)[number]

/** What of the environment says it. */
interface Servers {
  DATABASE_URL: string
  DATABASE_REPLICA_URL?: string
  SMTP_URL?: SmtpServer
  ALLOW_UNENCRYPTED?: Place[]
}

/** This machine: what goes there leaves it nowhere. */
const HERE = /^(localhost|127\.\d+\.\d+\.\d+|::1)$/

/** To what may be spoken over a network without encryption. */
export const unencryptedPlaces = z
  .string()
  .transform((text) =>
    text
      .split(",")
      .map((word) => word.trim())
      .filter(Boolean),
  )
  .pipe(z.array(z.enum(PLACES, "must name database or mail, or both with a comma between")))

/** What stands against a place that is spoken to without encryption being demanded, by its name. */
function unencrypted(env: Servers): [Place, string][] {
  const found: [Place, string | false][] = [
    ["database", openDatabase("DATABASE_URL", env.DATABASE_URL)],
    ["database", openDatabase("DATABASE_REPLICA_URL", env.DATABASE_REPLICA_URL)],
    [
      "mail",
      isOpenMail(env) &&
        "SMTP_URL: names a server elsewhere, and does not demand encryption: begin it with smtps://, or add ?requireTLS=true",
    ],
  ]
  return found.filter((one): one is [Place, string] => one[1] !== false)
}

/** What a production start refuses: passwords and personal data would travel in clear. */
export function refusedUnencrypted(env: Servers): string[] {
  return unencrypted(env)
    .filter(([place]) => !env.ALLOW_UNENCRYPTED?.includes(place))
    .map(([place, why]) => `${why}; or set ALLOW_UNENCRYPTED=${place} where the network between is your own.`)
}

/** What it says aloud instead, where the settings allow it. */
export function allowedUnencrypted(env: Servers): string[] {
  const open = new Set(unencrypted(env).map(([place]) => place))
  return [...open]
    .filter((place) => env.ALLOW_UNENCRYPTED?.includes(place))
    .map((place) => `The ${place} server is elsewhere and may be spoken to without encryption (ALLOW_UNENCRYPTED).`)
}

function openDatabase(name: string, url = ""): string | false {
  const read = readDatabaseUrl(url, name === "DATABASE_URL" ? "writing" : "reading")
  if ("wrong" in read) return false
  const { hosts, tls } = read.address
  const isOpen = (tls === false || tls === "prefer") && hosts.some(({ host }) => !HERE.test(host))
  return (
    isOpen &&
    `${name}: names a server elsewhere, and does not demand encryption: add ?sslmode=verify-full, or require where its certificate cannot be verified`
  )
}

function isOpenMail({ SMTP_URL: server }: Servers): boolean {
  return server !== undefined && !server.secure && server.requireTLS !== true && !HERE.test(server.host)
}
