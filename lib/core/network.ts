import { LOOPBACK } from "@/lib/core/limits"
import { settings } from "@/lib/settings"

const LOCAL = /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/i
/** An IPv4 address in the clothes of IPv6. */
const MAPPED = /^::ffff:(?=[\d.]+$)/i

/**
 * The network that a request comes from: the nearest address that our own proxy vouches for; without such a proxy, that
 * of the connection itself, null where that is not known.
 */
export function networkOf(forwardedFor: string | string[] | null | undefined, peer: string | null | undefined) {
  const nearest = settings().trustProxy ? forwardedFor?.toString() : peer
  const address = nearest?.split(",").at(-1)?.trim()
  return address ? withoutHost(address) : null
}

/** One household or machine may have a whole IPv6 network of 64 bits to itself. */
function withoutHost(told: string): string {
  if (LOCAL.test(told)) return LOOPBACK
  const address = told.replace(MAPPED, "")
  if (!address.includes(":") || address.includes(".")) return address
  const [head = "", tail] = address.split("::")
  const groups = head.split(":").filter(Boolean)
  const rest = tail?.split(":").filter(Boolean) ?? []
  const missing = tail === undefined ? 0 : 8 - groups.length - rest.length
  return `${[...groups, ...Array(Math.max(missing, 0)).fill("0"), ...rest].slice(0, 4).join(":")}::/64`
}
