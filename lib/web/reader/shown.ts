import { shownContact } from "@/lib/core/contacts"

/** The members of rows that hold a whole contact. */
const CONTACTS = new Set(["contact", "email", "phone", "boundPhone"])

/** What a page shows, with each contact in it as people read it. */
export function shown<T>(what: T): T {
  if (Array.isArray(what)) return what.map(shown) as T
  if (typeof what !== "object" || what === null || what instanceof Date) return what
  const members = Object.entries(what).map(([name, value]) => [
    name,
    CONTACTS.has(name) && typeof value === "string" ? shownContact(value) : shown(value),
  ])
  return Object.fromEntries(members)
}
