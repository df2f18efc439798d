import { type Column, type SQL, sql } from "drizzle-orm"
import type { Security } from "@/lib/shared/rows/members"
import { type State, stateAt } from "@/lib/shared/states"

/** The first submission is free; after it a binding can be modified so many times (R105). */
export const MODIFICATIONS = 3

/** Whether an account can log in, as SQL: it has a verified contact, by which it can set its password too. */
export function isActivated({ email, phone }: Record<"email" | "phone", Column | SQL>): SQL<boolean> {
  return sql`(${email} is not null or ${phone} is not null)`
}

/** Whether a membership can be taken away, as SQL: an account that the enterprise created once it is activated. */
export function isRemovable(
  { origin }: Record<"origin", Column | SQL>,
  account: Record<"email" | "phone", Column | SQL>,
): SQL<boolean> {
  return sql`(${origin} <> 'created' or ${isActivated(account)})`
}

/** The latest binding of an account, as the database gives it. */
export interface BindingRow {
  id: string
  state: State
  email: string
  phone: string
  expiresAt: string
  delivery: Security["delivery"]
  submitted: number
}

/** Of an account that nothing was bound to yet. */
export const UNBOUND: Security = {
  state: "none",
  email: null,
  phone: null,
  handshakeId: null,
  expiresAt: null,
  delivery: null,
  modificationsLeft: MODIFICATIONS,
}

/** Of an account that can log in. */
export const ACTIVATED: Security = { ...UNBOUND, state: "bound" }

/** How a binding stands: it waits for its activation, or has failed, and may be modified so many times (R105-R109). */
export function securityOf(
  { id, state, email, phone, expiresAt, delivery, submitted }: BindingRow,
  now: Date,
): Security {
  const expires = new Date(expiresAt)
  const waiting = stateAt({ state, expiresAt: expires }, now) === "open"
  const modificationsLeft = Math.max(MODIFICATIONS + 1 - submitted, 0)
  return {
    state: waiting ? "waiting" : "failed",
    email,
    phone,
    handshakeId: id,
    expiresAt: expires,
    delivery,
    modificationsLeft,
  }
}
