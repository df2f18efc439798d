import { isIP } from "node:net"
import { settings } from "@/lib/settings"

/** The site as passkeys know it: by its configured address, whatever a proxy or a request says. */
export function relyingParty() {
  const { origin, hostname } = new URL(settings().origin)
  return { origin, id: hostname }
}

/** Whether passkeys can be used here: browsers keep them for names alone, and where a connection cannot be read. */
export function hasPasskeys(): boolean {
  const { protocol, hostname } = new URL(settings().origin)
  return isIP(hostname.replace(/[[\]]/g, "")) === 0 && (protocol === "https:" || hostname === "localhost")
}
