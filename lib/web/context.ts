import { headers } from "next/headers"
import { type Context, database, databaseClock } from "@/lib/core/context"
import { LOOPBACK } from "@/lib/core/limits"
import { settings } from "@/lib/settings"

/** The name of the header in which scripts/tools/client-address.mjs passes the address of a connection. */
const PEER_HEADER = Symbol.for("muster.peer-header")
const LOCAL = /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/i
/** An IPv4 address in the clothes of IPv6. */
const MAPPED = /^::ffff:(?=[\d.]+$)/i

/** The context of a request before anybody is known to act. */
export async function visitorContext(): Promise<Context<null>> {
  return { db: database(), actor: null, clock: databaseClock, ip: await ipOf() }
}

/** The nearest address that our own proxy vouches for; without such a proxy, that of the connection itself. */
async function ipOf(): Promise<string | null> {
  const nearest = settings().trustProxy ? await header("x-forwarded-for") : await peerAddress()
  const address = nearest?.split(",").at(-1)?.trim()
  return address ? networkOf(address) : null
}

/** As the start of the web server has noted it; null where it was started otherwise. */
async function peerAddress(): Promise<string | null> {
  const { [PEER_HEADER]: name } = globalThis as { [PEER_HEADER]?: string }
  return name ? header(name) : null
}

async function header(name: string): Promise<string | null> {
  return (await headers()).get(name)
}

/** One household or machine may have a whole IPv6 network of 64 bits to itself. */
function networkOf(told: string): string {
  if (LOCAL.test(told)) return LOOPBACK
  const address = told.replace(MAPPED, "")
  if (!address.includes(":") || address.includes(".")) return address
  const [head = "", tail] = address.split("::")
  const groups = head.split(":").filter(Boolean)
  const rest = tail?.split(":").filter(Boolean) ?? []
  const missing = tail === undefined ? 0 : 8 - groups.length - rest.length
  return `${[...groups, ...Array(Math.max(missing, 0)).fill("0"), ...rest].slice(0, 4).join(":")}::/64`
}
