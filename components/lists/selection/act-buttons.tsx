"use client"

import { useTranslations } from "next-intl"
import type { RefObject } from "react"
import type { Act, Batch } from "@/components/lists/selection/act"
import { mayRetry, type Told } from "@/components/lists/selection/run"
import type { Selectable } from "@/components/lists/selection/selection"
import { Button } from "@/components/ui/button"
import { useWords } from "@/components/ui/words"

interface ActButtonsProps<R extends Selectable> {
  act: Act<R>
  /** What it would be done with. */
  fit: readonly R[]
  told: Told<R> | null
  /** Whether what must be chosen first is chosen. */
  isChosen: boolean
  isLong: boolean
  pending: boolean
  cancel: RefObject<HTMLButtonElement | null>
  start: (batch: Batch<R>, rows: readonly R[]) => void
  stop: () => void
  close: () => void
}

/** What can be answered to a question about many rows, while it is being done, and after it. */
export function ActButtons<R extends Selectable>(props: ActButtonsProps<R>) {
  const t = useTranslations("selection")
  if (props.isLong) return <Button onClick={props.stop}>{t("stop")}</Button>
  return props.told ? <After {...props} told={props.told} /> : <Before {...props} />
}

function Before<R extends Selectable>({ act, fit, isChosen, pending, cancel, start, close }: ActButtonsProps<R>) {
  const t = useTranslations("selection")
  const words = useWords()
  const whyNone = isChosen ? t("reason.sameRole") : t("chooseFirst")
  return (
    <>
      <Button ref={cancel} onClick={close}>
        {words.cancel}
      </Button>
      <Button
        look={act.danger ? "danger" : "primary"}
        pending={pending}
        disabledReason={isChosen && fit.length > 0 ? null : whyNone}
        onClick={() => start(act.run, fit)}
      >
        {t(`${act.name}.confirm`, { count: fit.length })}
      </Button>
    </>
  )
}

function After<R extends Selectable>({ act, told, pending, start, close }: ActButtonsProps<R> & { told: Told<R> }) {
  const t = useTranslations("selection")
  const words = useWords()
  const again = told.notDone.filter(mayRetry).map(({ row }) => row)
  const back = told.undone ? [] : told.done.filter((row) => !told.gone.includes(row))
  const { undo } = act
  return (
    <>
      {undo && back.length > 0 && (
        <Button pending={pending} onClick={() => start(undo, back)}>
          {t("undo")}
        </Button>
      )}
      {again.length > 0 && (
        <Button pending={pending} onClick={() => start(told.undone && undo ? undo : act.run, again)}>
          {words.retry}
        </Button>
      )}
      <Button look="primary" onClick={close}>
        {words.close}
      </Button>
    </>
  )
}
