import { isOutage } from "@/db/driver/failure"
import type { Context } from "@/lib/core/context"
import { recordFate, type Told } from "@/lib/letters/fates"

/** More than any provider has to tell of a letter. */
const LARGEST = 64 * 1024

interface Posted {
  /** As it was sent, for the signature is over that. */
  body: string
  headers: Headers
  /** The query of the address, with its question mark. */
  search: string
}

/** Reads what a provider has posted: nothing where it tells of no fate, or is not understood. */
export type Webhook = (posted: Posted) => Told | null | "forged"

/**
 * Answers a provider: 404 where none is set up, 413 for too much, 401 for what it has not signed, 503 while the database
 * is away, for it comes again then, and else 200, whether anything was changed or not.
 */
export async function answerWebhook(
  ctx: Pick<Context, "db" | "clock">,
  request: Request,
  webhook: Webhook | null,
): Promise<Response> {
  if (!webhook) return empty(404)
  const body = await bodyWithin(request, LARGEST)
  if (body === null) return empty(413)
  const told = webhook({ body, headers: request.headers, search: new URL(request.url).search })
  if (told === "forged") return empty(401)
  try {
    if (told) await recordFate(ctx, told)
    return empty(200)
  } catch (error) {
    if (isOutage(error)) return empty(503)
    throw error
  }
}

/** A moment as a provider writes it; null for what is none, or lies beyond all that happens. */
export function dateIn(text: string): Date | null {
  const at = new Date(Date.parse(text))
  return at.getUTCFullYear() > 0 && at.getUTCFullYear() < 9999 ? at : null
}

function empty(status: number): Response {
  return new Response(null, { status })
}

/** A body as text; null as soon as it is too large. */
export async function bodyWithin({ headers, body }: Request, largest: number): Promise<string | null> {
  if (Number(headers.get("content-length")) > largest) return null
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of body ?? []) {
    length += chunk.length
    if (length > largest) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}
