import { keyIds, mac, sameBytes } from "@/lib/core/secrets"
import { settings } from "@/lib/settings"

const ID_BYTES = 16
const MAC_BYTES = 32

/** What a link is derived from: nothing that opens anything is stored. */
export interface Linked {
  id: string
  kind: string
  generation: number
  keyId: string
}

/** The token of a handshake's present link: base64url of its id and a MAC over kind, id and generation. */
export function tokenFor(row: Linked): string {
  return tokenWith(row.id, macOf(row))
}

/** The link of a handshake at its generation, always on the configured origin. */
export function linkTo(page: string, row: Linked): string {
  return `${settings().origin}${page}?token=${tokenFor(row)}`
}

/** The id that a token names, whether or not the token is genuine; null for what cannot be a token. */
export function idIn(token: string): string | null {
  const bytes = Buffer.from(token, "base64url")
  if (bytes.length !== ID_BYTES + MAC_BYTES || bytes.toString("base64url") !== token) return null
  const hex = bytes.subarray(0, ID_BYTES).toString("hex")
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5")
}

/** Whether a token is the present link of a row; those of earlier generations are not. */
export function opens(token: string, row: Linked): boolean {
  const expected = macOf(row)
  return expected != null && sameBytes(Buffer.from(token, "base64url").subarray(ID_BYTES), expected)
}

/** Whom a link against more invitations concerns: an invitation, and whom its letter went to. */
interface OptOut {
  id: string
  contact: string
}

/** The link with which the recipient of a letter ends further invitations; no generation ends it. */
export function optOutLink({ id, contact }: OptOut): string {
  return `${settings().origin}/opt-out?token=${tokenWith(id, optOutMac({ id, contact }))}`
}

/** Whether a token is that of an invitation and its recipient, with whichever of our secrets it was made. */
export function opensOptOut(token: string, of: OptOut): boolean {
  return isAnyOf(token, (keyId) => optOutMac(of, keyId))
}

/** The link with which the reader of a notice says that it was not them. */
export function notMeLink(noticeId: string): string {
  return `${settings().origin}/not-me?token=${tokenWith(noticeId, mac("not-me", [noticeId]))}`
}

/** Whether a token is that of a notice, with whichever of our secrets it was made. */
export function opensNotice(token: string, noticeId: string): boolean {
  return isAnyOf(token, (keyId) => mac("not-me", [noticeId], keyId))
}

function isAnyOf(token: string, macWith: (keyId: string) => Buffer | null): boolean {
  const given = Buffer.from(token, "base64url").subarray(ID_BYTES)
  return keyIds().some((keyId) => {
    const expected = macWith(keyId)
    return expected !== null && sameBytes(given, expected)
  })
}

function optOutMac({ id, contact }: OptOut, keyId?: string): Buffer | null {
  return mac("opt-out", [id, contact], keyId)
}

function tokenWith(id: string, expected: Buffer | null): string {
  if (!expected) throw new Error("The secret of a link is not configured")
  return Buffer.concat([Buffer.from(id.replaceAll("-", ""), "hex"), expected]).toString("base64url")
}

function macOf({ id, kind, generation, keyId }: Linked): Buffer | null {
  return mac("link", [kind, id, generation], keyId)
}
