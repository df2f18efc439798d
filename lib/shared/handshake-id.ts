/** The id of a handshake as API clients know it. */
export function externalId(id: string): string {
  return `h-${id.replaceAll("-", "")}`
}

/** The id behind the one that API clients know; null for what cannot be one. */
export function internalId(id: string): string | null {
  const parts = id.match(/^h-([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/)
  return parts ? parts.slice(1).join("-") : null
}
