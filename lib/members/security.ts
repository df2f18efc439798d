import { sql } from "drizzle-orm"
import { h } from "@/db/aliases"
import type { RowOf } from "@/db/rows"
import { MODIFICATIONS } from "@/lib/effects/activation"
import { whyNotDelivered } from "@/lib/letters/refused"
import type { Security } from "@/lib/shared/rows/members"
import { stateAt } from "@/lib/shared/states"

/** The latest binding of an account; `submitted` counts its bindings so far. */
export const binding = {
  id: h.id,
  state: h.state,
  email: sql<string>`${h.terms} ->> 'email'`,
  phone: sql<string>`${h.terms} ->> 'phone'`,
  expiresAt: h.expiresAt,
  delivery: h.delivery,
  failure: whyNotDelivered(h),
  submitted: sql<number>`${h}.submitted`,
}

const UNBOUND: Security = {
  state: "none",
  email: null,
  phone: null,
  handshakeId: null,
  expiresAt: null,
  delivery: null,
  failure: null,
  modificationsLeft: MODIFICATIONS,
}

interface Activation {
  activated: boolean
  email: string | null
  phone: string | null
  boundPhone: string | null
  latest: RowOf<typeof binding> | null
  now: Date
}

/** The security information of an account: verified, or waiting for its activation, or failed. (R105-R109) */
export function securityOf({ activated, email, phone, boundPhone, latest, now }: Activation): Security {
  if (activated) return { ...UNBOUND, state: "bound", email, phone: phone ?? boundPhone }
  if (!latest) return UNBOUND
  const { id: handshakeId, state, submitted, ...columns } = latest
  return {
    ...columns,
    state: stateAt({ state, expiresAt: columns.expiresAt }, now) === "open" ? "waiting" : "failed",
    handshakeId,
    modificationsLeft: Math.max(MODIFICATIONS + 1 - submitted, 0),
  }
}
