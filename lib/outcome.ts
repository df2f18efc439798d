import type { RefusalCode } from "./errors"

/** What an action tells its form: done, or why not, at which field, with what was typed. */
export type Outcome<T> = { ok: true; value: T } | Refused

export interface Refused {
  ok: false
  code: RefusalCode
  /** One sentence in the reader's language. */
  message: string
  /** The sentence for each field that it belongs to. */
  fields: Record<string, string>
  retryAfter?: number
  facts?: Record<string, string | number>
  /** What the form held, without secrets. */
  typed: Record<string, string>
}
