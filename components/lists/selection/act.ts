import type { ServerAction } from "@/components/forms/call-action"
import type { Selectable } from "@/components/lists/selection/selection"
import type { Packed } from "@/components/ui/packed"
import type { RefusedRow } from "@/lib/shared/outcome"

/** What is answered to a batch: which rows were refused, and of the rest those that cannot be taken back. */
interface BatchAnswer {
  refused: RefusedRow[]
  gone?: string[]
}

export type BatchAction = ServerAction<BatchAnswer>

/** Why something is not done with a row, by the name of its words. */
export type WhyNot = "ended" | "undeliverable" | "owner" | "notActivated" | "sameRole" | "notWaiting"

/** Something that is done with many rows. */
export interface Act<R extends Selectable> {
  /** The name of its words. */
  name: "revoke" | "resend" | "role" | "remove" | "removeAccounts" | "sendAgain"
  danger?: boolean
  /** What must be chosen first, and what each of it means. */
  choices?: readonly string[]
  /** Why it is not done with a row. */
  whyNot: (row: R, choice: string | null) => WhyNot | null
  run: Batch<R>
  /** Takes it back, where that can be done. */
  undo?: Batch<R>
}

/** An action for many rows, and what it is sent of them. */
export interface Batch<R extends Selectable> {
  action: BatchAction
  input: (rows: readonly R[], choice: string | null) => Record<string, unknown>
  /** By which a refused row is named, if not by its id. */
  idOf?: (row: R) => string | null
}

/** Whose words tell that something was taken back, which only removals are. */
export function ofRemovals({ name }: { name: string }): "remove" | "removeAccounts" {
  return name === "removeAccounts" ? name : "remove"
}

/** Reads all rows that an address shows, from a cursor on, as far as is answered at once. */
export type Matching<Row> = ServerAction<{ rows: Packed<Row>; later: string | null }>
