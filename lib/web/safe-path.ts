/** The header in which the guard passes a page its own address, to come back to it after a login. */
export const PATH_HEADER = "x-muster-path"

/** A host that nobody can have: what stays on it is a path of ours. */
const NOWHERE = "http://nowhere.invalid"

/** Where a visitor goes on to: a path of this site as the browser will read it, or the start page. */
export function safePath(wish: unknown): string {
  if (typeof wish !== "string" || !wish.startsWith("/") || !URL.canParse(wish, NOWHERE)) return "/"
  const { origin, pathname, search, hash } = new URL(wish, NOWHERE)
  // `/.//evil` stays on the host when it is read first, and leaves it when it is followed.
  return origin === NOWHERE && !pathname.startsWith("//") ? pathname + search + hash : "/"
}
