import { randomInt } from "node:crypto"

const LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
const ID_LENGTH = 12

/** A new organization id, as programs know it: `o-` and twelve letters or digits. */
export function newOrganizationId(): string {
  return `o-${Array.from({ length: ID_LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join("")}`
}
