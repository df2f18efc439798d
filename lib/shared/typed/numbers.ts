/** How far a sign of a flag stands behind its letter. */
const BEHIND = 0x1f1a5
const FLAGGED = /^(\p{RI}{2}) (.+)$/u

/** A number as pages show it: behind the flag of its country, which is written with the two letters of that. */
export function flagged(country: string, number: string): string {
  return `${moved(country, BEHIND)} ${number}`
}

/** The country and the number of what `flagged` gives; null of any other text. */
export function countryAndNumber(text: string): { country: string; number: string } | null {
  const [, flag, number] = FLAGGED.exec(text) ?? []
  return flag && number ? { country: moved(flag, -BEHIND), number } : null
}

/** A contact as a field holds it, without the flag of its country. */
export function withoutFlag(contact: string): string {
  return contact.replace(/\p{RI}/gu, "").trim()
}

/**
 * A number with its country's code in the one spelling in which it is kept: Argentine mobiles are also written without
 * the 9 behind the code, Mexican ones with a 1 or what was dialled before it. With or without the plus.
 */
export function inOneSpelling(number: string): string {
  return number.replace(/(?<=^\+?54)(?=[1-8]\d{9}$)/, "9").replace(/(?<=^\+?52)(?:1|04[45])(?=\d{10}$)/, "")
}

function moved(text: string, by: number): string {
  return Array.from(text, (sign) => String.fromCodePoint((sign.codePointAt(0) ?? 0) + by)).join("")
}
