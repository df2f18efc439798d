import { headers } from "next/headers"
import { type Context, databaseClock } from "../context"
import { database } from "../database"
import { settings } from "../settings"

/** The context of a request before anybody is known to act. */
export async function visitorContext(): Promise<Context<null>> {
  return { db: database(), actor: null, clock: databaseClock, ip: await ipOf() }
}

/** The nearest address that our own proxy vouches for; without such a proxy a header proves nothing. */
async function ipOf(): Promise<string | null> {
  if (!settings().trustProxy) return null
  const nearest = (await headers()).get("x-forwarded-for")?.split(",").at(-1)?.trim()
  return nearest ? networkOf(nearest) : null
}

/** One household or machine may have a whole IPv6 network of 64 bits to itself. */
function networkOf(address: string): string {
  if (!address.includes(":") || address.includes(".")) return address
  const [head = "", tail] = address.split("::")
  const groups = head.split(":").filter(Boolean)
  const rest = tail?.split(":").filter(Boolean) ?? []
  const missing = tail === undefined ? 0 : 8 - groups.length - rest.length
  return `${[...groups, ...Array(Math.max(missing, 0)).fill("0"), ...rest].slice(0, 4).join(":")}::/64`
}
