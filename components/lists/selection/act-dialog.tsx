"use client"

import { useRouter } from "next/navigation"
import { useTranslations } from "next-intl"
import { useRef, useState } from "react"
import { type Act, type Batch, ofRemovals } from "@/components/lists/selection/act"
import { ActButtons } from "@/components/lists/selection/act-buttons"
import { Question } from "@/components/lists/selection/question"
import { Result, Working } from "@/components/lists/selection/result"
import { type Told, together, useRun } from "@/components/lists/selection/run"
import { type Selectable, useListSelection } from "@/components/lists/selection/selection"
import { Dialog } from "@/components/ui/overlay"

/** So few are done before anybody could read how far it is. */
const FEW = 100

interface ActDialogProps<R extends Selectable> {
  act: Act<R>
  /** What was selected when it was asked for. */
  rows: readonly R[]
}

/** Asks once, says how far it is where that takes long, and then what came of each row. */
export function ActDialog<R extends Selectable>({ act, rows }: ActDialogProps<R>) {
  const t = useTranslations("selection")
  const { clear } = useListSelection()
  const [open, setOpen] = useState(true)
  const [choice, choose] = useState<string | null>(null)
  const cancel = useRef<HTMLButtonElement>(null)
  const { told, working, progress, start, stop } = useTelling(act, choice)
  const fit = rows.filter((row) => !act.whyNot(row, choice))
  const isLong = working && progress && progress.total > FEW
  const doing = working === act.undo ? t(`${ofRemovals(act)}.undoing`) : t(`${act.name}.working`)
  const close = () => {
    if (working) return
    setOpen(false)
    if (told) clear()
  }
  return (
    <Dialog
      open={open}
      onOpenChange={close}
      first={act.choices ? undefined : cancel}
      next={told ? placeAfter : undefined}
      title={isLong ? doing : told ? told.title : t(`${act.name}.title`, { count: fit.length })}
      footer={
        <ActButtons
          act={act}
          fit={fit}
          told={told}
          isChosen={!act.choices || choice !== null}
          isLong={Boolean(isLong)}
          pending={working !== undefined}
          cancel={cancel}
          start={start}
          stop={stop}
          close={close}
        />
      }
    >
      {isLong ? (
        <Working progress={progress} label={doing} />
      ) : told ? (
        <Result key={told.times} act={act} told={told} />
      ) : (
        <Question act={act} rows={rows} fit={fit} choice={choice} choose={choose} />
      )}
    </Dialog>
  )
}

/** Does something with rows, takes it back or tries it again, and keeps what is to be told of it. */
function useTelling<R extends Selectable>(act: Act<R>, choice: string | null) {
  const t = useTranslations("selection")
  const router = useRouter()
  const { progress, run, stop } = useRun<R>()
  const [told, setTold] = useState<Told<R> | null>(null)
  const [working, setWorking] = useState<Batch<R>>()
  const start = async (batch: Batch<R>, rows: readonly R[]) => {
    if (working) return
    setWorking(batch)
    const undone = batch === act.undo
    const result = together(told?.undone === undone ? told : null, await run(batch, rows, choice))
    const count = result.done.length
    const title = undone ? t(`${ofRemovals(act)}.undone`, { count }) : t(`${act.name}.done`, { count })
    setTold({ ...result, undone, title, times: (told?.times ?? 0) + 1 })
    setWorking(undefined)
    router.refresh()
  }
  return { told, working, progress, start, stop }
}

/** Where the reader goes on once the buttons of the selection are gone: at the rows that are left. */
function placeAfter(): HTMLElement | null {
  const places = [".picking tbody .pick input", "main search input", "main"]
  return places.map((place) => document.querySelector<HTMLElement>(place)).find(Boolean) ?? null
}
