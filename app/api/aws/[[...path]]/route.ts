import type { NextRequest } from "next/server"
import { answer } from "@/lib/aws/endpoint"
import { database } from "@/lib/core/context"
import { visitorContext } from "@/lib/web/context"

export const dynamic = "force-dynamic"

/** Serves the AWS API; every answer is in its format, errors included. */
async function attend(request: NextRequest) {
  const { ip } = await visitorContext()
  return answer(request, { db: database(), path: request.nextUrl.pathname, ip })
}

export {
  attend as DELETE,
  attend as GET,
  attend as HEAD,
  attend as OPTIONS,
  attend as PATCH,
  attend as POST,
  attend as PUT,
}
