import { settings } from "@/lib/settings"
import { once } from "@/lib/shared/kept/once"

/** What may stand in the header Host; nothing else of an address. */
const HOST = /^[\w.:[\]-]+$/

/** Whether a host, as `hostIn` gives it, is the configured one; at home also one of its other names. */
export function isOwnHost(host: string): boolean {
  const { origin, embedded } = settings()
  const own = new URL(comparable(origin))
  const home = ["localhost", "127.0.0.1", "[::1]"]
  const names =
    embedded || home.includes(own.hostname) ? home.map((name) => (own.port ? `${name}:${own.port}` : name)) : []
  return [own.host, ...names].includes(host)
}

/** The origin of a request to a host of ours; probes may come by any other name. */
export function originFor(host: string): string {
  const { protocol, host: own } = new URL(settings().origin)
  return comparable(`${protocol}//${host || own}`)
}

/** The host that a header Host names, as hosts are compared; empty where it names none. */
export function hostIn(sent = ""): string {
  const origin = HOST.test(sent) && comparable(`${new URL(settings().origin).protocol}//${sent}`)
  return origin ? new URL(origin).host : ""
}

/**
 * An origin as browsers compare it, in small letters and without the usual port; the dot at a name's end goes too. Empty
 * for what is no origin.
 */
export const comparable = once((text) => {
  if (!URL.canParse(text)) return ""
  const { protocol, hostname, port, href, origin } = new URL(text)
  if (href !== `${origin}/`) return ""
  return `${protocol}//${hostname.replace(/\.$/, "")}${port && `:${port}`}`
})
