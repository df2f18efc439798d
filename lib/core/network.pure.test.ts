import { expect, test, vi } from "vitest"
import { log } from "@/lib/core/log"
import { networkOf } from "@/lib/core/network"
import { type TrustedProxies, trustedProxies } from "@/lib/settings/proxies"

const CLIENT = "203.0.113.7"
const NGINX = "10.0.0.5"
const CDN = "198.51.100.20"

/** A request as it arrives: from which connection, with which header, and what TRUST_PROXY says. */
interface Arrival {
  trust: string
  peer?: string | null
  header?: string
  sent?: string | null
}

function networkBehind({ trust, peer = NGINX, header = "x-forwarded-for", sent = null }: Arrival) {
  const proxies: TrustedProxies | null = trustedProxies.parse(trust)
  const asked = (name: string) => (name === header ? sent : "192.0.2.66")
  return networkOf({ header: asked, peer }, { header, proxies })
}

/** What one proxy that is believed has written about the client. */
const told = (sent: string, header?: string) => networkBehind({ trust: "1", sent, ...(header && { header }) })

test.each([
  ["203.0.113.7", CLIENT],
  ["203.0.113.7:40001", CLIENT],
  [" 203.0.113.7 ", CLIENT],
  ['"203.0.113.7:40001"', CLIENT],
  ["192.0.2.1, 203.0.113.7", CLIENT],
  ["192.0.2.1,203.0.113.7,", CLIENT],
  ['"192.0.2.1, 203.0.113.7', CLIENT],
  ["::ffff:203.0.113.7", CLIENT],
  ["::ffff:cb00:7107", CLIENT],
  ["::FFFF:CB00:7107", CLIENT],
  ["0:0:0:0:0:ffff:cb00:7107", CLIENT],
  ["[::ffff:cb00:7107]:40001", CLIENT],
  ["64:ff9b::cb00:7107", CLIENT],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:0DB8:0001:0002::9", "2001:db8:1:2::/64"],
  ["[2001:db8:1:2::9]", "2001:db8:1:2::/64"],
  ["[2001:db8:1:2::9]:40001", "2001:db8:1:2::/64"],
  ["2001:db8:1:2:3:4:5:6:40001", "2001:db8:1:2::/64"],
  ["2001:db8:1:2::9:40001", "2001:db8:1:2::/64"],
  ["2001:db8::9", "2001:db8:0:0::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ["[fe80::1%25eth0]:443", "fe80:0:0:0::/64"],
  ["127.0.0.1", "127.0.0.1"],
  ["::1", "127.0.0.1"],
  ["::ffff:7f00:1", "127.0.0.1"],
])("X-Forwarded-For: %s comes from %s", (sent, network) => {
  expect(told(sent)).toBe(network)
})

test.each([
  "unknown",
  "_hidden",
  "-",
  "null",
  "",
  ",",
  "203.0.113",
  "203.0.113.256",
  "0313.0.0161.7",
  "0xcb007107",
  "3405803783",
  "203.0.113.7/32",
  "203.0.113.7 (nginx)",
  "muster.example.com",
  "[203.0.113.7",
  ":::1",
  "12345::1",
  "0.0.0.0",
  "::",
  "203.0.113.7, unknown",
])("X-Forwarded-For: %s is no address", (sent) => {
  expect(told(sent)).toBeNull()
})

test.each([
  ["for=203.0.113.7", CLIENT],
  ["For=203.0.113.7;proto=https;by=10.0.0.5", CLIENT],
  ['by=10.0.0.5; for="203.0.113.7:40001"', CLIENT],
  ['for="[2001:db8:1:2::9]:40001"', "2001:db8:1:2::/64"],
  ['for="[2001:db8:1:2::9]"', "2001:db8:1:2::/64"],
  ['for="203.0.113.7:_port"', CLIENT],
  ["for=192.0.2.1, for=203.0.113.7", CLIENT],
  ['for="192.0.2.1, for=203.0.113.7;proto=https', CLIENT],
  ['host="a;for=192.0.2.1;b";for=203.0.113.7', CLIENT],
  ['host="a\\";for=192.0.2.1;b";for=203.0.113.7', CLIENT],
  ["for=unknown", null],
  ['for="_hidden"', null],
  ["for=_SEVKISEK", null],
  ["proto=https", null],
  ["203.0.113.7", null],
  ["fortune=203.0.113.7", null],
])("Forwarded: %s comes from %s", (sent, network) => {
  expect(told(sent, "forwarded")).toBe(network)
})

/** The shapes in which proxies hand a request on. Before the first address stands what a client made up. */
const zoo: [shape: string, Arrival][] = [
  ["nginx appends", { trust: "1", sent: `192.0.2.1, ${CLIENT}` }],
  ["nginx replaces", { trust: "1", header: "x-real-ip", sent: CLIENT }],
  ["Apache appends", { trust: "private", sent: `192.0.2.1, ${CLIENT}` }],
  ["HAProxy sends a header of its own beside the client's", { trust: "1", sent: `unknown, ${CLIENT}` }],
  ["Caddy, Traefik and Envoy on the same machine", { trust: "1", peer: "127.0.0.1", sent: CLIENT }],
  ["Azure Application Gateway adds the port", { trust: "1", sent: `192.0.2.1, ${CLIENT}:40001` }],
  [
    "Azure App Service adds the port, and stands behind a gateway",
    { trust: "2", sent: `${CLIENT}:40001, ${CDN}:1029` },
  ],
  ["Azure Front Door names the client", { trust: "1", header: "x-azure-clientip", sent: CLIENT }],
  ["an AWS load balancer with ports", { trust: "private", sent: `192.0.2.1,${CLIENT}:40001` }],
  ["CloudFront before a load balancer", { trust: "2", sent: `192.0.2.1, ${CLIENT}, ${CDN}` }],
  ["CloudFront by its networks", { trust: "private, 198.51.100.0/24", sent: `192.0.2.1, ${CLIENT}, ${CDN}` }],
  ["CloudFront names the viewer", { trust: "1", header: "cloudfront-viewer-address", sent: `${CLIENT}:46532` }],
  ["a Google load balancer appends itself", { trust: "2", sent: `192.0.2.1,${CLIENT},${CDN}` }],
  ["Cloudflare names the client", { trust: "1", header: "cf-connecting-ip", sent: CLIENT }],
  ["Akamai names the client", { trust: "1", header: "true-client-ip", sent: CLIENT }],
  ["Fly names the client", { trust: "1", header: "fly-client-ip", sent: CLIENT }],
  ["a CDN before nginx", { trust: "2", sent: `192.0.2.1, ${CLIENT}, ${CDN}` }],
  ["a CDN before a balancer before nginx", { trust: "3", sent: `unknown, ${CLIENT}, ${CDN}, 10.0.0.9` }],
  ["Forwarded through two", { trust: "2", header: "forwarded", sent: `for=${CLIENT};proto=https, for="${CDN}:443"` }],
  ["a connection in the clothes of IPv6", { trust: "private", peer: "::ffff:10.0.0.5", sent: CLIENT }],
]

test.each(zoo)("%s: the client is who asks", (_, arrival) => {
  expect(networkBehind(arrival)).toBe(CLIENT)
})

test("thirty visitors behind a CDN are thirty addresses", () => {
  const visitors = Array.from({ length: 30 }, (_, n) => `203.0.113.${n + 1}`)
  const networks = visitors.map((visitor) => networkBehind({ trust: "2", sent: `${visitor}, ${CDN}` }))
  expect(networks).toEqual(visitors)
})

test("without a proxy the connection says it, whatever a header claims", () => {
  expect(networkBehind({ trust: "0", peer: CLIENT, sent: "192.0.2.1" })).toBe(CLIENT)
  expect(networkBehind({ trust: "0", peer: "::ffff:203.0.113.7" })).toBe(CLIENT)
  expect(networkBehind({ trust: "0", peer: "2001:db8:1:2::9%eth0" })).toBe("2001:db8:1:2::/64")
  expect(networkBehind({ trust: "0", peer: null })).toBeNull()
})

test("who goes around the proxies is known by the own connection, where their networks are named", () => {
  expect(networkBehind({ trust: "private", peer: CLIENT, sent: "192.0.2.1" })).toBe(CLIENT)
  expect(networkBehind({ trust: "10.0.0.5", peer: CLIENT, sent: "192.0.2.1" })).toBe(CLIENT)
  expect(networkBehind({ trust: "198.51.100.0/24, 10.0.0.0/8", sent: `192.0.2.1, ${CLIENT}` })).toBe(CLIENT)
})

test("who goes around the first of two proxies is known by what the second has seen", () => {
  expect(networkBehind({ trust: "2", sent: CLIENT })).toBe(CLIENT)
})

test("a request from among the proxies themselves is the farthest of them", () => {
  expect(networkBehind({ trust: "private", sent: "10.1.1.1, 10.0.0.9" })).toBe("10.1.1.1")
})

test("a header that is missing or cannot be read is said once, and its request counts for no address", () => {
  const warned = vi.spyOn(log, "warn")
  const header = "x-zoo"
  for (let n = 0; n < 3; n++) {
    expect(networkBehind({ trust: "1", header, sent: "unknown" })).toBeNull()
    expect(networkBehind({ trust: "1", header })).toBeNull()
  }
  const lines = warned.mock.calls.map(([, line]) => String(line))
  expect(lines).toEqual([
    "Requests come whose header x-zoo holds no address: they count for no address. See TRUST_PROXY in .env.example",
    "Requests come without the header x-zoo: they count for no address. See TRUST_PROXY in .env.example",
  ])
  warned.mockRestore()
})
