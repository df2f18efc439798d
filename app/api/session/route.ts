import type { NextRequest } from "next/server"
import { sessionStatusHere } from "@/lib/web/session"

/** Tells a tab whether its login still holds, and in which role. */
export async function GET({ nextUrl }: NextRequest) {
  const organizationId = nextUrl.searchParams.get("organization")
  const { ended, role } = await sessionStatusHere(organizationId)
  return Response.json(organizationId ? { ended, role } : { ended }, { headers: { "Cache-Control": "no-store" } })
}
