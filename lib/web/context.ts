import { cookies, headers } from "next/headers"
import { type Context, database, databaseClock } from "@/lib/core/context"
import { countryOf, networkOf } from "@/lib/core/network"
import { countriesOf } from "@/lib/i18n/negotiate"
import { settings } from "@/lib/settings"
import { HALF_LOGIN_MINUTES } from "@/lib/shared/lengths"

const A_YEAR = 31_536_000
const MINUTE = 60
const LONGEST_AGENT = 512
/** The name of the header in which scripts/web/server.mjs passes the address of a connection. */
const PEER_HEADER = Symbol.for("muster.peer-header")

/** The context of a request before anybody is known to act. */
export async function visitorContext(): Promise<Context<null>> {
  const sent = await headers()
  const { [PEER_HEADER]: peer } = globalThis as { [PEER_HEADER]?: string }
  const sender = { header: (name: string) => sent.get(name), peer: peer ? sent.get(peer) : null }
  const [ip, country] = [networkOf(sender), countryOf(sender)]
  const kept = await cookies()
  const countries = countriesOf(kept.get("locale")?.value, sent.get("accept-language"))
  const browser = kept.get(browserCookie().name)?.value
  const userAgent = sent.get("user-agent")?.slice(0, LONGEST_AGENT)
  const from = { ip, countries, ...(country && { country }), ...(userAgent && { userAgent }) }
  return { db: database(), actor: null, clock: databaseClock, ...from, ...(browser && { browser }) }
}

/** The cookie by which a browser is known that has logged in before. */
export function browserCookie() {
  const { secure } = settings()
  const name = secure ? "__Host-muster-browser" : "muster-browser"
  return { name, path: "/", httpOnly: true, sameSite: "lax", secure, maxAge: A_YEAR } as const
}

/** The cookie of a login that waits for a factor, in the browser in which its password was typed. */
export function halfLoginCookie() {
  const { secure } = settings()
  const name = secure ? "__Host-muster-second-step" : "muster-second-step"
  return { name, path: "/", httpOnly: true, sameSite: "lax", secure, maxAge: HALF_LOGIN_MINUTES * MINUTE } as const
}

/** The token of the login that waits for a factor in this browser; empty where none does. */
export async function halfLogin(): Promise<string> {
  return (await cookies()).get(halfLoginCookie().name)?.value ?? ""
}
