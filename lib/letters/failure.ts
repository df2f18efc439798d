import type { Reason } from "@/lib/shared/delivery-reasons"

const MAX_REASON = 200
/** What a provider says beyond is not looked at: the patterns below would take long over a long text. */
const READ = 2000
/** A telephone number, but not the two numbers with which a mail server begins, such as 550 5.7.60. */
const PHONE = /\+?(?<!\d)(?!(?:\d{3}[ -])?\d\.\d{1,3}\.\d{1,3}\b)\d[\d\s().-]{5,}\d/g
const SECRETIVE = [/\S+@\S+/g, PHONE, /https?:\/\/\S+/g, /[\w-]{24,}/g]

interface Extra {
  retryAfterSeconds?: number
}

/**
 * Why a letter did not go. `retry`: surely not taken. `permanent`: never will be. `account`: the provider refuses our
 * account, whatever the letter.
 * `ambiguous`: nobody knows whether it was taken, so only the same idempotency key may try again.
 */
export class DeliveryFailure extends Error {
  readonly kind: "retry" | "permanent" | "account" | "ambiguous"
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

/** No login that the provider takes, a bill, or an address at which it knows no such account. */
const OF_ACCOUNT = [401, 402, 403, 404, 405]

/** The kind of failure that an HTTP status of a provider means. */
export function kindOfStatus(status: number): DeliveryFailure["kind"] {
  if (OF_ACCOUNT.includes(status)) return "account"
  if (status === 429) return "retry"
  return status >= 500 || status === 408 ? "ambiguous" : "permanent"
}

/** Seconds that a Retry-After header asks for, as a number or as a date. */
export function retryAfter(header: string | null | undefined): number {
  if (!header) return 0
  const seconds = /^\d+$/.test(header.trim()) ? Number(header) : (Date.parse(header) - Date.now()) / 1000
  return Number.isFinite(seconds) ? Math.max(0, Math.ceil(seconds)) : 0
}

/** What a provider says, on one line, without whom it names and what might open something. */
export function withoutAddresses(text: string): string {
  const said = text.slice(0, READ).replace(/\p{Cc}+/gu, " ")
  const safe = SECRETIVE.reduce((rest, pattern) => rest.replace(pattern, "…"), said)
  return safe.replace(/\s+/g, " ").trim().slice(0, MAX_REASON)
}
