import type { NextRequest } from "next/server"
import { sessionStatusHere } from "@/lib/web/session"

/** What a tab asks when its reader comes back to it or goes on in it: whether the login stands, and in which role (R81, R83). */
export async function GET({ nextUrl }: NextRequest) {
  const organizationId = nextUrl.searchParams.get("organization")
  const { ended, role } = await sessionStatusHere(organizationId)
  return Response.json(organizationId ? { ended, role } : { ended }, { headers: { "Cache-Control": "no-store" } })
}
