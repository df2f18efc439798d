/** More than the readers of an hour need; what visitors make up must not fill the memory. */
const MOST_KEPT = 200

/** Makes what depends on a few words once for each of them, and keeps it for a while. What throws is not kept. */
export function once<Words extends string[], T>(make: (...words: Words) => T): (...words: Words) => T {
  const made = new Map<string, T>()
  return (...words) => {
    const key = words.join("\n")
    if (made.has(key)) return made.get(key) as T
    if (made.size >= MOST_KEPT) made.clear()
    const fresh = make(...words)
    made.set(key, fresh)
    return fresh
  }
}
