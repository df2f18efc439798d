import { randomInt } from "node:crypto"

/** Small letters and digits: what the ids of organizations and policies are made of. */
const LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"

/** A word that nobody can guess, of these letters. */
export function randomWord(length: number, letters = LETTERS): string {
  return Array.from({ length }, () => letters[randomInt(letters.length)]).join("")
}
