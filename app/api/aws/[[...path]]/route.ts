import { setTimeout as sleep } from "node:timers/promises"
import { after, type NextRequest } from "next/server"
import { answer } from "@/lib/aws/endpoint"
import { database } from "@/lib/core/context"
import { visitorContext } from "@/lib/web/context"

/** For so long requests are gathered for the request log, which is then written at once. */
const GATHERED_MS = 100

export const dynamic = "force-dynamic"

/** Serves the AWS API; every answer is in its format, errors included. */
async function attend(request: NextRequest) {
  const { ip } = await visitorContext()
  return answer(request, { db: database(), path: request.nextUrl.pathname, ip, afterwards })
}

/** A server that is told to stop waits for it. */
function afterwards(work: () => Promise<unknown>) {
  after(() => sleep(GATHERED_MS).then(work))
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
