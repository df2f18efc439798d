import ipaddr from "ipaddr.js"
import { z } from "zod"

const WORDS: Record<string, number> = { "0": 0, false: 0, off: 0, true: 1, on: 1 }
const HOPS = /^[1-9]$/
/** What `private` stands for: networks that nobody on the internet can come from. */
const PRIVATE = [
  "127.0.0.0/8",
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "169.254.0.0/16",
  "::1/128",
  "fc00::/7",
  "fe80::/10",
]

/** Which proxies before us are believed: so many, counted from us, or those of these networks. */
export type TrustedProxies = { hops: number } | { networks: [ipaddr.IPv4 | ipaddr.IPv6, number][] }

/** Reads TRUST_PROXY; null where no proxy is believed. */
export const trustedProxies = z.string().transform((text, context): TrustedProxies | null => {
  const hops = WORDS[text.trim()] ?? (HOPS.test(text.trim()) ? Number(text) : null)
  if (hops !== null) return hops > 0 ? { hops } : null
  const named = text.split(",").map((word) => word.trim())
  const networks = named.flatMap((word) => (word === "private" ? PRIVATE : [word])).map(networkIn)
  const known = networks.filter((network) => network !== null)
  if (known.length === networks.length) return { networks: known }
  context.addIssue(
    "must be 0, the number of proxies before Muster (1 to 9), or their networks, such as 10.0.0.0/8, 2001:db8::/32 or private",
  )
  return z.NEVER
})

/** Reads PROXY_HEADER, as the name is known to Node. */
export const proxyHeader = z
  .string()
  .regex(/^[\w-]{1,64}$/, "must be the name of one header, such as X-Forwarded-For")
  .transform((name) => name.toLowerCase())

/** A network, or an address alone. */
function networkIn(text: string): [ipaddr.IPv4 | ipaddr.IPv6, number] | null {
  if (ipaddr.IPv4.isValidCIDRFourPartDecimal(text) || ipaddr.IPv6.isValidCIDR(text)) return ipaddr.parseCIDR(text)
  if (!ipaddr.IPv4.isValidFourPartDecimal(text) && !ipaddr.IPv6.isValid(text)) return null
  const address = ipaddr.process(text)
  return [address, address.kind() === "ipv4" ? 32 : 128]
}
