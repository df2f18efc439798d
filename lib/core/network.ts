import ipaddr from "ipaddr.js"
import { LOOPBACK } from "@/lib/core/limits"
import { log } from "@/lib/core/log"
import { settings } from "@/lib/settings"
import type { TrustedProxies } from "@/lib/settings/proxies"
import { countries } from "@/lib/shared/places"

type Address = ipaddr.IPv4 | ipaddr.IPv6

export interface Sender {
  /** The header of this name, in small letters, as it came. */
  header(name: string): string | string[] | null | undefined
  /** The address of the connection, where it is known. */
  peer: string | null | undefined
}

/** Which header is read, and who is believed about it; null where nobody is. */
interface Believed {
  header: string
  proxies: TrustedProxies | null
}

/** How much of a header is told in the log. */
const TOLD_CHARACTERS = 80
/** Prefixes of 96 bits behind which an IPv4 address stands: the mapped, the translated and the one of NAT64. */
const IPV4_INSIDE = ["ipv4Mapped", "rfc6145", "rfc6052"]
const said = new Set<string>()

/**
 * The network that a request comes from, for limits and the audit: the nearest address that is not one of our own
 * proxies, an IPv6 address by its first 64 bits. What cannot be an address is null, and the log says so once.
 */
export function networkOf({ header, peer }: Sender, believed: Believed = settings().proxy): string | null {
  const { proxies } = believed
  if (!proxies) return networkAt(addressIn(peer ?? ""))
  const sent = header(believed.header)?.toString() ?? ""
  const forwarded = elementsFromEnd(sent).map(believed.header === "forwarded" ? forOf : (text) => text)
  const way = [peer ?? "", ...forwarded].map((text) => addressIn(text))
  const client = way.findIndex((address, hop) => !isProxy(proxies, address, hop))
  // Where all are proxies, the farthest is who asks.
  const network = networkAt(client < 0 && way.length > 1 ? way.at(-1) : way[client])
  if (!network) sayOnce(believed.header, sent)
  return network
}

/** The country that a trusted proxy says a request comes from, where a header for it is configured. */
export function countryOf({ header, peer }: Sender, believed = settings().proxy): string | undefined {
  const { countryHeader } = believed
  if (!countryHeader || !isFromProxy(peer, believed)) return undefined
  return countries.find((code) => code === header(countryHeader)?.toString())
}

/** Whether the other end of a connection is a proxy that is believed. */
export function isFromProxy(peer: Sender["peer"], { proxies } = settings().proxy): boolean {
  return proxies !== null && isProxy(proxies, addressIn(peer ?? ""), 0)
}

/**
 * The elements of a list, the nearest first. It is read from the end: a quote that a client has opened and not closed
 * must not swallow what our own proxy has appended.
 */
function elementsFromEnd(list: string): string[] {
  const elements: string[] = []
  let quoted = false
  let end = list.length
  for (let at = end - 1; at >= -1; at--) {
    if (list[at] === '"') quoted = !quoted
    if (at >= 0 && (quoted || list[at] !== ",")) continue
    elements.push(list.slice(at + 1, end).trim())
    end = at
  }
  return elements.filter(Boolean)
}

/** The `for` of an element of the header `Forwarded`, not what a quoted host says beside it. (RFC 7239) */
function forOf(element: string): string {
  const pairs = element.match(/(?:"(?:\\.|[^"\\])*"?|[^;"])+/g) ?? []
  return pairs.flatMap((pair) => /^\s*for\s*=\s*(.*)$/i.exec(pair)?.[1] ?? [])[0] ?? ""
}

/** An address with or without quotes, brackets, zone and port; null for `unknown`, a made-up name and anything else. */
function addressIn(text: string): Address | null {
  const bare = text.trim().replace(/^"(.*)"$/, "$1")
  const [, host = bare] = /^\[([^\]]*)\](?::[\w.-]+)?$/.exec(bare) ?? /^([\d.]+):[\w.-]+$/.exec(bare) ?? []
  // Some write a port behind an IPv6 address without brackets.
  const [address] = [host, host.replace(/:\d+$/, "")].map((one) => one.replace(/%.*$/, "")).filter(isAddress)
  return address === undefined ? null : unmapped(ipaddr.parse(address))
}

function isAddress(text: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(text) || (text.includes(":") && ipaddr.IPv6.isValid(text))
}

function unmapped(address: Address): Address {
  if (address.kind() === "ipv4" || !IPV4_INSIDE.includes(address.range())) return address
  return new ipaddr.IPv4(address.toByteArray().slice(-4))
}

function isProxy(proxies: TrustedProxies, address: Address | null, hop: number): boolean {
  if ("hops" in proxies) return hop < proxies.hops
  return address !== null && proxies.networks.some((network) => isWithin(address, network))
}

function isWithin(address: Address, [network, bits]: [Address, number]): boolean {
  return address.kind() === network.kind() && address.match([network, bits])
}

/** One household or machine may have a whole IPv6 network of 64 bits to itself. */
function networkAt(address: Address | null | undefined): string | null {
  if (!address || address.range() === "unspecified") return null
  if (address.range() === "loopback") return LOOPBACK
  if (address.kind() === "ipv4") return address.toString()
  const groups = address.toNormalizedString().split(":").slice(0, 4)
  return `${groups.join(":")}::/64`
}

/** Says that requests come without an address: the limits of each address do not hold them. */
function sayOnce(header: string, sent: string) {
  const what = sent
    ? `Requests come whose header ${header} holds no address`
    : `Requests come without the header ${header}`
  if (said.has(what)) return
  said.add(what)
  log.warn(
    { sent: sent.slice(0, TOLD_CHARACTERS) },
    `${what}: they count for no address. See TRUST_PROXY in .env.example`,
  )
}
