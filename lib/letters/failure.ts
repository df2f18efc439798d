import type { Reason } from "@/lib/shared/delivery-reasons"

const MAX_REASON = 200
const SECRETIVE = [/\S+@\S+/g, /\+?\d[\d\s().-]{5,}\d/g, /https?:\/\/\S+/g, /[\w-]{24,}/g]

interface Extra {
  retryAfterSeconds?: number
}

/**
 * Why a letter did not go. `retry`: surely not taken. `permanent`: never will be.
 * `ambiguous`: nobody knows whether it was taken, so only the same idempotency key may try again.
 */
export class DeliveryFailure extends Error {
  readonly kind: "retry" | "permanent" | "ambiguous"
  readonly reason: string
  readonly retryAfterSeconds: number

  constructor(kind: DeliveryFailure["kind"], reason: Reason, { retryAfterSeconds = 0 }: Extra = {}) {
    super(reason)
    this.name = "DeliveryFailure"
    this.kind = kind
    this.reason = withoutAddresses(reason)
    this.retryAfterSeconds = retryAfterSeconds
  }
}

/** The kind of failure that an HTTP status of a provider means. */
export function kindOfStatus(status: number): DeliveryFailure["kind"] {
  if (status === 429) return "retry"
  return status >= 500 || status === 408 ? "ambiguous" : "permanent"
}

/** Seconds that a Retry-After header asks for, as a number or as a date. */
export function retryAfter(header: string | null | undefined): number {
  if (!header) return 0
  const seconds = /^\d+$/.test(header.trim()) ? Number(header) : (Date.parse(header) - Date.now()) / 1000
  return Number.isFinite(seconds) ? Math.max(0, Math.ceil(seconds)) : 0
}

function withoutAddresses(text: string): string {
  const safe = SECRETIVE.reduce((rest, pattern) => rest.replace(pattern, "…"), text)
  return safe.replace(/\s+/g, " ").trim().slice(0, MAX_REASON)
}
