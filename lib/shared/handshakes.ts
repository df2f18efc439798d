/** What a handshake can be about that is neither a contact nor an account; an organization has one of each. */
export const subjects = ["owner", "entity", "features"] as const
export type Subject = (typeof subjects)[number]

/** The id of a handshake as API clients know it. */
export function externalId(id: string): string {
  return `h-${id.replaceAll("-", "")}`
}

/** The id behind the one that API clients know; null for what cannot be one. */
export function internalId(id: string): string | null {
  const parts = id.match(/^h-([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/)
  return parts ? parts.slice(1).join("-") : null
}
