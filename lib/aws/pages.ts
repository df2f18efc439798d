import type { z } from "zod"
import { ApiError } from "@/lib/aws/errors"

/** The key with which the previous page ended, from its token; null for the first page. Refuses a malformed token. */
export function after(token: string | undefined, form: z.ZodType<string>): string | null {
  if (token === undefined) return null
  const parsed = form.safeParse(Buffer.from(token, "base64url").toString())
  if (!parsed.success) throw new ApiError("InvalidInputException", "NextToken is not valid.", "INVALID_NEXT_TOKEN")
  return parsed.data
}

/** A page of `size` rows, out of at most one row more, which shows that another page follows. */
export function page<Row>(rows: Row[], size: number, keyOf: (row: Row) => string) {
  const shown = rows.slice(0, size)
  const last = shown.at(-1)
  return {
    rows: shown,
    more: rows.length > size && last !== undefined ? { NextToken: Buffer.from(keyOf(last)).toString("base64url") } : {},
  }
}
