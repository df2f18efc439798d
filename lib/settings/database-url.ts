import fs from "node:fs"

/** What `DATABASE_URL` says. */
export interface DatabaseAddress {
  /** In the order in which they are tried. */
  hosts: { host: string; port: number }[]
  /** Of a Unix socket, in place of hosts. */
  path?: string
  user?: string
  password?: string
  database?: string
  tls: false | "prefer" | "require" | TlsOptions
  /** What a connection is asked for beside what Muster asks, through every pooler too. */
  startup: Record<string, string>
  /** Connections at most, where the address names a number. */
  pool?: number
  connectSeconds?: number
  /** Off where the address says that a pooler shares connections between transactions. */
  prepare?: false
  /** Of an address for reading: whether a server that can be written to will do as well as any other. */
  any?: true
}

/** What its servers are asked for: whatever Muster asks, or what reads alone. */
export type Purpose = "writing" | "reading"

interface TlsOptions {
  ca?: Buffer
  cert?: Buffer
  key?: Buffer
  rejectUnauthorized?: boolean
  checkServerIdentity?: () => undefined
}

const FORM = /^postgres(?:ql)?:\/\/(?:([^/?#]*)@)?([^/?#@]*)(?:\/([^/?#@]*))?(?:\?([^#@]*))?$/
const HOST = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]]*))(?::(\d{1,5}))?$/
const PORT = 5432
const HOW =
  "must look like postgres://user:password@host:5432/name, without quotes; in the password write % as %25, / as %2F, ? as %3F, # as %23, @ as %40 and : as %3A"

/** The parts behind the ? that are read here. */
const KNOWN = new Set(
  `host port user password dbname target_session_attrs connect_timeout connection_limit pgbouncer statement_cache_size
  schema options application_name`.split(/\s+/),
)
/** What other programs are told in the same place, and what changes nothing here. */
const PASSED_OVER = new Set(
  `gssencmode krbsrvname sslcompression sslsni keepalives keepalives_idle keepalives_interval keepalives_count
  tcp_user_timeout fallback_application_name load_balance_hosts pool_timeout socket_timeout uselibpqcompat supa
  max_idle_connection_lifetime`.split(/\s+/),
)
const TLS = new Set("sslmode ssl sslrootcert sslcert sslkey sslnegotiation channel_binding sslaccept".split(" "))
const SSL_MODES = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"]

/** Reads an address; gives what is wrong with it, in words that never hold a part of its password. */
export function readDatabaseUrl(
  text: string,
  purpose: Purpose = "writing",
): { address: DatabaseAddress } | { wrong: string } {
  try {
    return { address: read(text.trim(), purpose) }
  } catch (error) {
    if (error instanceof Wrong) return { wrong: error.message }
    throw error
  }
}

/** The servers of an address, as they may be shown. */
export function serversOf({ hosts, path }: DatabaseAddress): string {
  return path ?? hosts.map(({ host, port }) => `${host}:${port}`).join(" and ")
}

class Wrong extends Error {}

function read(text: string, purpose: Purpose): DatabaseAddress {
  if (!/^postgres(ql)?:\/\//.test(text)) throw new Wrong("must be a postgres:// address, without quotes")
  const found = FORM.exec(text)
  if (!found) throw new Wrong(HOW)
  const [, login = "", servers = "", name = "", query = ""] = found
  const colon = login.indexOf(":")
  const said = new Map(new URLSearchParams(query))
  refuseUnknown(said)
  const host = said.get("host") || decoded(servers)
  return {
    ...whereabouts(host, said.get("port")),
    user: said.get("user") || decoded(colon < 0 ? login : login.slice(0, colon)) || undefined,
    password: said.get("password") || (colon < 0 ? undefined : decoded(login.slice(colon + 1))),
    database: said.get("dbname") || decoded(name) || undefined,
    tls: tlsOf(said),
    ...ofPools(said),
    ...wanted(said.get("target_session_attrs"), purpose),
  }
}

/** Which of the servers are wanted; of those for reading, ones that can only be read where nothing is said. */
function wanted(target: string | undefined, purpose: Purpose): Pick<DatabaseAddress, "any"> {
  const known = { writing: ["any", "primary", "read-write"], reading: ["any", "prefer-standby"] }
  const why = {
    writing: "Muster writes: make it primary",
    reading: "replicas are read: make it prefer-standby, or any",
  }
  if (target && !known[purpose].includes(target))
    throw new Wrong(`has target_session_attrs=${target}, but ${why[purpose]}`)
  return purpose === "reading" && target === "any" ? { any: true } : {}
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new Wrong(HOW)
  }
}

/** Several ports in the query are those of as many servers, as in libpq. */
function whereabouts(servers: string, ports = String(PORT)): Pick<DatabaseAddress, "hosts" | "path"> {
  const [first = "", ...others] = ports.split(",")
  if (servers.startsWith("/")) return { hosts: [], path: `${servers}/.s.PGSQL.${first}` }
  const hosts = servers.split(",").map((server, at) => {
    const ownPort = (others.length > 0 ? [first, ...others][at] : first) || String(PORT)
    const [whole, ip6, name, port = ownPort] = HOST.exec(server) ?? []
    if (whole === undefined || !(Number(port) >= 1 && Number(port) <= 65_535)) throw new Wrong(HOW)
    return { host: ip6 ?? (name || "localhost"), port: Number(port) }
  })
  return { hosts }
}

function refuseUnknown(said: Map<string, string>) {
  for (const name of said.keys())
    if (!KNOWN.has(name) && !TLS.has(name) && !PASSED_OVER.has(name))
      throw new Wrong(
        said.has("password")
          ? "has a part that Muster does not know: take it out, and in the password write & as %26"
          : `has a part that Muster does not know, ${name}: take it out`,
      )
  if ((said.get("schema") ?? "public") !== "public")
    throw new Wrong("names a schema, but the tables of Muster are in public: take schema out")
}

function ofPools(said: Map<string, string>): Pick<DatabaseAddress, "startup" | "pool" | "connectSeconds" | "prepare"> {
  const shared = said.get("pgbouncer") === "true" || said.get("statement_cache_size") === "0"
  return {
    startup: Object.fromEntries([...said].filter(([name]) => name === "options" || name === "application_name")),
    pool: whole(said, "connection_limit"),
    connectSeconds: whole(said, "connect_timeout"),
    ...(shared ? { prepare: false } : {}),
  }
}

/** Zero stands for no limit, as in libpq. */
function whole(said: Map<string, string>, name: string): number | undefined {
  const text = said.get(name)
  if (text === undefined) return undefined
  if (!/^\d{1,6}$/.test(text)) throw new Wrong(`has ${name} without a whole number`)
  return Number(text) || undefined
}

/**
 * Binding the login to the channel keeps out who stands between, which postgres.js cannot do: where it is required, the
 * server's certificate is looked at instead.
 */
function tlsOf(said: Map<string, string>): DatabaseAddress["tls"] {
  const mode = modeOf(said)
  if (mode === "disable") return false
  const root = said.get("sslrootcert")
  const files = {
    ca: root === "system" ? undefined : fileOf(root),
    cert: fileOf(said.get("sslcert")),
    key: fileOf(said.get("sslkey")),
  }
  const given = Object.fromEntries(Object.entries(files).filter(([, bytes]) => bytes))
  if (mode === "verify-full") return given
  if (mode === "verify-ca") return { ...given, checkServerIdentity: () => undefined }
  if (mode === "require" && files.cert) return { ...given, rejectUnauthorized: false }
  return mode === "require" ? "require" : "prefer"
}

function modeOf(said: Map<string, string>): string {
  const [root, ssl] = [said.get("sslrootcert"), said.get("ssl")]
  const mode =
    said.get("sslmode") ??
    (ssl ? ({ true: "require", "1": "require", false: "disable", "0": "disable" }[ssl] ?? ssl) : undefined)
  if (mode !== undefined && !SSL_MODES.includes(mode))
    throw new Wrong(`has an sslmode that is none of ${SSL_MODES.join(", ")}`)
  const binds = said.get("channel_binding") === "require" || said.get("sslaccept") === "strict"
  if (root === "system" || (binds && !root)) return "verify-full"
  if (mode === "require" && root) return "verify-ca"
  return mode ?? (root ? "verify-ca" : "disable")
}

function fileOf(name: string | undefined): Buffer | undefined {
  if (!name) return undefined
  try {
    return fs.readFileSync(name)
  } catch (error) {
    throw new Wrong(`names the file ${name}, which cannot be read (${(error as { code?: string }).code})`)
  }
}
