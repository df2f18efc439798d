import { withoutFlag } from "@/lib/shared/typed/numbers"

/**
 * What people type, as they see it. Every form, search and code goes through one of these functions, so that a blank,
 * a digit or a mark that nobody can tell from another makes no difference.
 */

/** Behind these a joiner changes what is seen: in scripts that join their letters, and within an emoji. */
const JOINING =
  "\\p{M}|\\p{Extended_Pictographic}|\\p{Emoji_Modifier}|(?![\\p{sc=Latin}\\p{sc=Greek}\\p{sc=Cyrillic}\\p{sc=Han}\\p{sc=Hira}\\p{sc=Kana}\\p{sc=Hang}])\\p{L}"
/** Marks that nobody sees: joiners and tags that belong to nothing, soft hyphens, marks of direction, Hangul's fillers. */
const HIDDEN = new RegExp(
  `(?<!${JOINING})[\\u200c\\u200d]|(?<!\\u{1f3f4}[\\u{e0020}-\\u{e007e}]{0,6})[\\u{e0020}-\\u{e007f}]|[\\u00ad\\u061c\\u115f\\u1160\\u3164\\uffa0\\u180e\\u200b\\u200e\\u200f\\u2060-\\u2064\\u206a-\\u206f\\ufeff\\ufff9-\\ufffb\\u{e0001}]`,
  "gu",
)
/** What turns the direction of the text behind it around: what is seen is not what is there. */
const TURNING = /[\u202a-\u202e\u2066-\u2069]/
/** What phones and messengers put around a number that they copy. */
const EMBEDDING = /[\u202a-\u202c\u2066-\u2069]/gu
const WIDE = /[\uff01-\uff5e\uffe0-\uffe6\u3000]/g
const DASHES = /[\u2010-\u2015\u2212\ufe58\ufe63]/gu
const BLANKS = /[\p{Zs}\t]+/gu
const LINE_ENDS = /\r\n?|\u0085/g
/** The accents of letters that can stand without them. */
const ACCENTS = /[\u0300-\u036f]/g
/** Letters whose stroke or dot is no accent of its own. */
const BARE: Record<string, string> = { ø: "o", Ø: "O", ł: "l", Ł: "L", đ: "d", Đ: "D", ħ: "h", Ħ: "H", ı: "i" }
const SINGLE_QUOTES = /[‘’‚‛ʼ′]/gu
const DOUBLE_QUOTES = /[“”„‟″]/gu

/** A name or another single line: composed, with single blanks, without marks that nobody sees. */
export function typedLine(typed: string): string {
  return withoutHidden(typed).normalize("NFC").replace(BLANKS, " ").trim()
}

/** Several lines, whatever ends them; marks that belong to their script stay. */
export function typedText(typed: string): string {
  return typed.normalize("NFC").replace(LINE_ENDS, "\n").replaceAll("\ufeff", "").trim()
}

/** An e-mail address or a number: full-width characters as usual ones, without marks and flags around or inside. */
export function typedContact(typed: string): string {
  const narrow = typed.normalize("NFC").replace(WIDE, (wide) => wide.normalize("NFKC"))
  const visible = withoutFlag(withoutHidden(narrow).replace(EMBEDDING, ""))
  return visible.replace(DASHES, "-").replace(BLANKS, " ").trim()
}

/** A code: letters and digits of every width, digits of every script. */
export function typedCode(typed: string): string {
  const plain = typed.normalize("NFKC").replace(/\p{Cf}/gu, "")
  return asciiDigits(plain).replace(DASHES, "-").replace(/\s+/gu, " ").trim()
}

/** What is searched for. */
export function typedSearch(typed: string): string {
  const plain = typed
    .replace(/\s/gu, " ")
    .replace(/\p{Cc}/gu, "")
    .normalize("NFKC")
  return withoutHidden(plain).replace(EMBEDDING, "").replace(BLANKS, " ").trim()
}

/** Every dash as the one of keyboards, which numbers and addresses have. */
export function withHyphens(text: string): string {
  return text.replace(DASHES, "-")
}

/** A text as a search compares it, like `searchable` in the database: without accents. */
export function withoutAccents(text: string): string {
  const bare = text.replace(/[øØłŁđĐħĦı]/g, (letter) => BARE[letter] ?? letter)
  return bare.normalize("NFKD").replace(ACCENTS, "").normalize("NFC")
}

/** Whether two names look alike, however their blanks, accents, quotes and dashes were typed. */
export function looksLike(one: string, other: string): boolean {
  return seen(one) === seen(other)
}

function seen(name: string): string {
  const plain = typedLine(name)
    .replace(/[\u200c\u200d]/gu, "")
    .replace(DASHES, "-")
  return plain.replace(SINGLE_QUOTES, "'").replace(DOUBLE_QUOTES, '"')
}

/** Whether something in a text turns its direction around. */
export function turnsDirection(text: string): boolean {
  return TURNING.test(text)
}

/** A text without the marks that nobody sees. */
export function withoutHidden(text: string): string {
  return text.replace(HIDDEN, "")
}

/** Digits of every script as those of ASCII: each script has its ten in a row. */
export function asciiDigits(text: string): string {
  return text.replace(/\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0
    let before = 0
    while (/\p{Nd}/u.test(String.fromCodePoint(code - before - 1))) before += 1
    return String(before % 10)
  })
}
