import type { z } from "zod"
import { ApiError } from "@/lib/aws/errors"

/** What the last page ended with, from the token that was given out with it. Refuses a token of no such page. */
export function after(token: string | undefined, form: z.ZodType<string>): string | null {
  if (token === undefined) return null
  const parsed = form.safeParse(Buffer.from(token, "base64url").toString())
  if (!parsed.success) throw new ApiError("InvalidInputException", "NextToken is not valid.", "INVALID_NEXT_TOKEN")
  return parsed.data
}

/** A page out of rows of which one more was asked for than it holds; the token is left out at the end. */
export function page<Row>(rows: Row[], size: number, keyOf: (row: Row) => string) {
  const shown = rows.slice(0, size)
  const last = shown.at(-1)
  return {
    rows: shown,
    more: rows.length > size && last !== undefined ? { NextToken: Buffer.from(keyOf(last)).toString("base64url") } : {},
  }
}
