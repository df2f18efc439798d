import type { RefusalCode } from "@/lib/shared/refusals"

/** The life of a handshake, as data: tables, pages, SQL and refusals read it here. */
export const states = ["requested", "open", "accepted", "declined", "canceled", "expired"] as const
export type State = (typeof states)[number]

export const pendingStates = ["requested", "open"] as const satisfies readonly State[]

/** What each move makes of a pending handshake; a settled one can move no further. */
export const moves = { accept: "accepted", decline: "declined", cancel: "canceled" } as const satisfies Record<
  string,
  State
>
export type Move = keyof typeof moves

/** The word the console says for a state; Revoked is a word of our own. */
export const statusOf = {
  requested: "pending",
  open: "pending",
  accepted: "accepted",
  declined: "rejected",
  canceled: "revoked",
  expired: "expired",
} as const satisfies Record<State, string>
export type Status = (typeof statusOf)[State]
export const statuses = ["pending", "accepted", "rejected", "revoked", "expired"] as const satisfies readonly Status[]

export function isPending(state: State): boolean {
  return (pendingStates as readonly State[]).includes(state)
}

/** The state as it reads at `now`: nobody writes `expired` when the hour strikes, so a pending row past it is. */
export function stateAt(row: { state: State; expiresAt: Date }, now: Date): State {
  return isPending(row.state) && row.expiresAt <= now ? "expired" : row.state
}

/** Why a handshake that ended takes no further move; nothing while it is pending. */
export function endReason(state: State): RefusalCode | undefined {
  if (isPending(state)) return undefined
  if (state === "expired") return "expired"
  return state === "canceled" ? "revoked" : "already_answered"
}
