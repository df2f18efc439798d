import { addressOf } from "@/db/client"
import { isOutage } from "@/db/driver/failure"
import { USUAL_ROLE } from "@/db/role"
import { serversOf } from "@/lib/settings/database-url"

/** What the reasons speak of; the password is not among it. */
interface Target {
  servers: string
  user: string
  database: string
}

/** What is wrong by the code of an error, and the way out. */
const reasons: Record<string, (target: Target) => string> = {
  ECONNREFUSED: ({ servers }) => `nothing listens at ${servers}. Is PostgreSQL running there, and is this its port?`,
  ENOENT: ({ servers }) => `there is no socket ${servers}. Is PostgreSQL running, and is this its folder?`,
  ENOTFOUND: ({ servers }) => `the name in ${servers} is not known to the DNS. Is it spelled right?`,
  CONNECTION_CLOSED: ended,
  ECONNRESET: ended,
  EPIPE: ended,
  CONNECT_TIMEOUT: silent,
  ETIMEDOUT: silent,
  EHOSTUNREACH: silent,
  ENETUNREACH: silent,
  "28P01": ({ user }) => `the password of the login ${user} is wrong.`,
  "28000": ({ user, database }) =>
    `the server does not let the login ${user} into the database ${database}. Does the login exist, does pg_hba.conf name it, and does the server ask for encryption (sslmode=require)?`,
  "3D000": ({ user, database }) => `there is no database ${database}. Make it: createdb --owner=${user} ${database}`,
  "42501": ({ user, database }) =>
    `the login ${user} may not do what Muster needs. As an administrator: ALTER DATABASE ${database} OWNER TO ${user}; or, for a login that only runs the app: GRANT ${USUAL_ROLE} TO ${user};`,
  "42704": () =>
    `the server does not know the role ${USUAL_ROLE}, or a setting that connections ask for. Run npm run db:migrate as the owner of the tables; PostgreSQL has to be 14 or newer.`,
  "0A000": () =>
    "the server lacks the extension pg_trgm. Install what belongs to PostgreSQL itself (postgresql-contrib).",
  "58P01": () => "the server lacks the files of the extension pg_trgm. Install postgresql-contrib.",
  "25006": readOnly,
  NO_PRIMARY: readOnly,
  "53300": () => "the server takes no more connections. Lower DATABASE_POOL, or raise its max_connections.",
  "57P03": () => "the server is starting or stopping. Start again in a moment.",
  "08P01": ({ servers }) =>
    `what answers at ${servers} is no PostgreSQL, or a pooler that refuses: its log says why. PgBouncer has to pool by transaction or session: docs/operations.md, "Behind a pooler".`,
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  CERT_HAS_EXPIRED: () => "the certificate of the server has expired.",
  ERR_TLS_CERT_ALTNAME_INVALID: ({ servers }) => `the certificate of the server is not for ${servers}.`,
}

function ended({ servers }: Target) {
  return `${servers} ends the connection. Is it PostgreSQL, does a server stand behind that proxy, and does it take encrypted connections (sslmode)?`
}

function silent({ servers }: Target) {
  return `${servers} does not answer. Does a firewall stand between, and is the address right?`
}

function readOnly({ servers }: Target) {
  return `${servers} can only be read. Give the address of the primary, or of all servers.`
}

function untrusted() {
  return "the certificate of the server is signed by nobody known. Name the file of its authority: sslrootcert=/path/to/ca.pem"
}

/**
 * An error for who runs Muster, of one line, for what went wrong with the database of an address; no part of it is a
 * secret. What is no matter of the connection or of rights stays as it is.
 */
export function explained(error: unknown, url: string): unknown {
  const said = error as { expected?: boolean; code?: string; cause?: { code?: string } }
  const code = said.cause?.code ?? said.code ?? ""
  if (said.expected || !(code in reasons || isOutage(error))) return error
  const address = addressOf(url)
  const { user = process.env.PGUSER ?? "of this system", database = user } = address
  const why = reasons[code]?.({ servers: serversOf(address), user, database }) ?? "it cannot be asked at the moment."
  return Object.assign(new Error(`The database of DATABASE_URL cannot be used (${code}): ${why}`), { expected: true })
}
