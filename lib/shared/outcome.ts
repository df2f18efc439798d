import type { RefusalCode } from "@/lib/shared/refusals"

/** By what the browser tells a page that no database answered for from one that failed. */
export const UNANSWERED = "unanswered"

/** What an action answers its form: done, or why not, at which field, with what was typed. */
export type Outcome<T> = Done<T> | Refused

interface Done<T> {
  ok: true
  value: T
  /** When it was done, in milliseconds by the clock of the server. */
  at: number
}

/**
 * What a form sends: a browser without a script the form itself, a script its values alone, which cost the server a
 * fraction to read.
 */
export type SentForm = FormData | Record<string, unknown>

/** The values of a form, of a name that stands more than once a list, without what the framework has added. */
export function valuesOf(form: FormData): Record<string, unknown> {
  const names = [...new Set(form.keys())].filter((name) => !name.startsWith("$ACTION"))
  return Object.fromEntries(
    names.map((name) => [name, form.getAll(name).length > 1 ? form.getAll(name) : form.get(name)]),
  )
}

/** What every action gives in the end, whatever it is about. */
export type ActionResult = Promise<Outcome<unknown>>

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

/** What came of a row of a batch: what was done, or why not, and what it may have been meant for. */
export type RowOutcome<T> = { done: T } | { refused: RowRefused }
export type RowRefused = Pick<Refused, "code" | "message" | "facts"> & { instead?: string }

/** A row of a batch that was refused, and why in the reader's language. */
export interface RefusedRow {
  id: string
  code: RefusalCode
  message: string
}

/** Whether an action was refused because its login had ended, or was gone. */
export function isSessionExpired(outcome: Outcome<unknown> | null): boolean {
  return outcome?.ok === false && ["login_expired", "not_logged_in"].includes(outcome.code)
}

/** Whether an action was refused because somebody else has logged in since its page was drawn. */
export function isOtherAccount(outcome: Outcome<unknown> | null): outcome is Refused & { code: "other_account" } {
  return outcome?.ok === false && outcome.code === "other_account"
}

/** The field in which an action is told for which account its page was drawn. */
export const DRAWN_FOR = "drawnFor"
