/** The whole life of a handshake, as data: pages, SQL and refusals read these tables. */
export const states = ["requested", "open", "accepted", "declined", "canceled", "expired"] as const
export type State = (typeof states)[number]

export const pendingStates = ["requested", "open"] as const satisfies readonly State[]

export const moves = {
  accept: { from: pendingStates, to: "accepted" },
  decline: { from: pendingStates, to: "declined" },
  cancel: { from: pendingStates, to: "canceled" },
} as const satisfies Record<string, { from: readonly State[]; to: State }>
export type Move = keyof typeof moves

/** The word the console says for a state (R16; Revoked is ours). */
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

/** The state as it reads at `now`: nobody writes `expired` when the hour strikes, so a pending row past it is (R31). */
export function stateAt(row: { state: State; expiresAt: Date }, now: Date): State {
  return isPending(row.state) && row.expiresAt <= now ? "expired" : row.state
}

/** Whether a move is open to a row at `now`. */
export function can(move: Move, row: { state: State; expiresAt: Date }, now: Date): boolean {
  return (moves[move].from as readonly State[]).includes(stateAt(row, now))
}
