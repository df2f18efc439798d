"use client"

import { useRef, useState } from "react"
import { useAction } from "@/components/forms/call-action"
import type { Batch } from "@/components/lists/selection/act"
import type { Selectable } from "@/components/lists/selection/selection"
import { useWords } from "@/components/ui/words"
import type { RefusalCode } from "@/lib/shared/refusals"

/** How many rows are sent at once: a batch takes far more, but tells nothing until all of it is done. */
const PIECE = 100
/** Refusals that another try would only repeat. */
const FINAL: readonly RefusalCode[] = [
  "forbidden",
  "not_found",
  "revoked",
  "expired",
  "already_answered",
  "undeliverable",
  "opted_out",
  "last_super_admin",
  "not_activated",
  "already_activated",
  "not_undoable",
  "already_member",
]

export interface NotDone<R extends Selectable> {
  row: R
  code: RefusalCode | "lost" | "stopped"
  message: string
}

/** What has come of the rows that were tried so far. */
export interface Progress<R extends Selectable> {
  total: number
  tried: number
  done: readonly R[]
  /** Of these, what cannot be taken back. */
  gone: readonly R[]
  notDone: readonly NotDone<R>[]
}

/** What has come of all rows, and how it is told. */
export interface Told<R extends Selectable> extends Progress<R> {
  title: string
  /** Whether it was taken back. */
  undone: boolean
  /** How often something was told. */
  times: number
}

/** What has come of another try, with what had come of the first. */
export function together<R extends Selectable>(earlier: Progress<R> | null, now: Progress<R>): Progress<R> {
  if (!earlier) return now
  return {
    ...now,
    done: [...earlier.done, ...now.done],
    gone: [...earlier.gone, ...now.gone],
    notDone: [...earlier.notDone.filter((one) => !mayRetry(one)), ...now.notDone],
  }
}

/** Whether another try may do what was not done. */
export function mayRetry({ code }: Pick<NotDone<Selectable>, "code">): boolean {
  return !FINAL.some((final) => final === code)
}

/** Sends batches in pieces, one after the other; gives what came of each row. Can be stopped between two pieces. */
export function useRun<R extends Selectable>() {
  const { lost } = useWords()
  const reason = useRef("")
  const callAction = useAction((loss) => {
    reason.current = lost[loss]
  })
  const [progress, setProgress] = useState<Progress<R> | null>(null)
  const isStopped = useRef(false)
  const send = async (batch: Batch<R>, rows: readonly R[], choice: string | null) => {
    const outcome = await callAction(batch.action, batch.input(rows, choice))
    if (!outcome) return { refused: rows.map((row) => ({ row, code: "lost" as const, message: reason.current })) }
    const { ok } = outcome
    if (!ok) return { refused: rows.map((row) => ({ row, code: outcome.code, message: outcome.message })) }
    const byId = new Map(outcome.value.refused.map((one) => [one.id, one]))
    const idOf = batch.idOf ?? (({ id }: R) => id)
    const refused = rows.flatMap((row) => {
      const why = byId.get(idOf(row) ?? "")
      return why ? [{ row, code: why.code, message: why.message }] : []
    })
    return { refused, gone: outcome.value.gone }
  }
  const run = async (batch: Batch<R>, rows: readonly R[], choice: string | null): Promise<Progress<R>> => {
    isStopped.current = false
    let state: Progress<R> = { total: rows.length, tried: 0, done: [], gone: [], notDone: [] }
    setProgress(state)
    for (let at = 0; at < rows.length && !isStopped.current; at += PIECE) {
      const piece = rows.slice(at, at + PIECE)
      const { refused, gone = [] } = await send(batch, piece, choice)
      state = after(state, { piece, refused, gone })
      setProgress(state)
      // Without an answer, or without the right, the rest would fare the same.
      if (refused[0]?.code === "lost" || (refused.length === piece.length && refused[0]?.code === "forbidden")) break
    }
    return withRest(state, rows)
  }
  const stop = () => {
    isStopped.current = true
  }
  return { progress, run, stop }
}

interface Answered<R extends Selectable> {
  piece: readonly R[]
  refused: NotDone<R>[]
  gone: readonly string[]
}

function after<R extends Selectable>(state: Progress<R>, { piece, refused, gone }: Answered<R>): Progress<R> {
  const failed = new Set(refused.map(({ row }) => row.id))
  const done = piece.filter(({ id }) => !failed.has(id))
  return {
    ...state,
    tried: state.tried + piece.length,
    done: [...state.done, ...done],
    gone: [...state.gone, ...done.filter(({ id }) => gone.includes(id))],
    notDone: [...state.notDone, ...refused],
  }
}

/** What was not tried any more is named too. */
function withRest<R extends Selectable>(state: Progress<R>, rows: readonly R[]): Progress<R> {
  const rest = rows.slice(state.tried).map((row) => ({ row, code: "stopped" as const, message: "" }))
  return { ...state, notDone: [...state.notDone, ...rest] }
}
