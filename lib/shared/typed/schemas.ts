import { z } from "zod"
import { lengthOf } from "@/lib/shared/lengths"
import { turnsDirection, typedCode, typedContact, typedLine, typedSearch, typedText } from "@/lib/shared/typed/text"

/** Neither line breaks nor control characters. */
const ONE_LINE = /^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]*$/u
/** Lines and tabs, but no other control character. */
const LINES = /^(?:[\n\r\t]|[^\p{Cc}\p{Cs}])*$/u

/** Why a text that turns its direction around is refused; forms say it in the reader's language. */
export const TURNED = "a mark turns the direction of the text around"

/** How many times as long as what is seen a text may come: with marks that nobody sees, and accents apart from letters. */
const UNSEEN = 10

const doors = { line: typedLine, text: typedText, contact: typedContact, code: typedCode, search: typedSearch } as const

/** A typed text as it is seen, held against the rules of its kind. */
export function typed(door: keyof typeof doors, { min = 0, max, form }: { min?: number; max: number; form?: RegExp }) {
  const lines = upTo(max)
    .min(min)
    .refine(isStraight, TURNED)
    .regex(door === "text" ? LINES : ONE_LINE)
  // Composing letters takes a time that grows with the square.
  return ofLength((text) => text.length > UNSEEN * max, max)
    .transform(doors[door])
    .pipe(form ? lines.regex(form) : lines)
}

/** The same where it may be left empty. */
export function typedOrNothing(door: "line" | "text", max: number) {
  return typed(door, { max }).transform((text) => text || null)
}

/** Text of programs, kept to the letter. */
export function plainText(max: number) {
  return upTo(max).refine(isStraight, TURNED).regex(LINES)
}

/** A secret, of which no character is touched. */
export function secret(max: number) {
  return upTo(max).min(1)
}

/** What only a page of ours sends: ids, numbers and tokens. */
export function given(form: RegExp) {
  return z.string().regex(form)
}

/** A string of at most so many characters, counted as a browser counts them. */
function upTo(max: number) {
  return ofLength((text) => lengthOf(text) > max, max)
}

function ofLength(isTooLong: (text: string) => boolean, maximum: number) {
  return z.string().check(({ value, issues }) => {
    if (isTooLong(value)) issues.push({ code: "too_big", origin: "string", maximum, inclusive: true, input: value })
  })
}

function isStraight(text: string): boolean {
  return !turnsDirection(text)
}
