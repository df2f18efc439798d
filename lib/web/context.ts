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
  return (await headers()).get("x-forwarded-for")?.split(",").at(-1)?.trim() ?? null
}
