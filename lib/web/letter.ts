import "server-only"
import { cookies } from "next/headers"

/** The token of the link that was opened last; proxy.ts took it out of the address into this cookie (R19). */
export async function letterToken(page: "invite"): Promise<string> {
  return (await cookies()).get(`muster-letter-${page}`)?.value ?? ""
}
