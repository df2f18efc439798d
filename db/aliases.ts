import { alias } from "drizzle-orm/pg-core"
import {
  accessKeys,
  accounts,
  audit,
  bindings,
  entities,
  handshakeSubjects,
  handshakes,
  letters,
  memberships,
  organizations,
} from "@/db/schema"

// The tables by the short names that they have in statements: `from ${handshakes} ${h}`, `${h.expiresAt}`.
export const a = alias(accounts, "a")
export const b = alias(bindings, "b")
export const e = alias(entities, "e")
export const h = alias(handshakes, "h")
export const i = alias(accounts, "i")
export const k = alias(accessKeys, "k")
export const l = alias(letters, "l")
export const m = alias(memberships, "m")
export const o = alias(organizations, "o")
export const s = alias(handshakeSubjects, "s")
export const u = alias(audit, "u")
