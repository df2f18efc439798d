import type { NextRequest } from "next/server"
import { handlers } from "@/lib/web/auth"

/** Keeps next-auth to what we use: its other routes would show pages and renew cookies that are not ours. */
const DOORS = /^\/api\/auth\/(csrf|signout|callback\/(password|code))$/

export const GET = (request: NextRequest) => opened(request, handlers.GET)
export const POST = (request: NextRequest) => opened(request, handlers.POST)

function opened(request: NextRequest, handler: (request: NextRequest) => Promise<Response>) {
  return DOORS.test(request.nextUrl.pathname) ? handler(request) : new Response("Not found.", { status: 404 })
}
