"use client"

import { useTranslations } from "next-intl"
import type { ReactNode } from "react"
import { type Act, ofRemovals } from "@/components/lists/selection/act"
import { Names } from "@/components/lists/selection/names"
import type { NotDone, Progress, Told } from "@/components/lists/selection/run"
import type { Selectable } from "@/components/lists/selection/selection"
import { useFocusAsDrawn } from "@/components/ui/focus"

/** Is read out and has the focus as soon as it is there. */
function Focused({ children }: { children: ReactNode }) {
  const place = useFocusAsDrawn<HTMLDivElement>()
  return (
    <div ref={place} tabIndex={-1} className="flex flex-col gap-3 outline-none">
      {children}
    </div>
  )
}

interface WorkingProps<R extends Selectable> {
  progress: Progress<R>
  label: string
}

/** How far it is. */
export function Working<R extends Selectable>({ progress: { tried, total }, label }: WorkingProps<R>) {
  const t = useTranslations("selection")
  return (
    <Focused>
      <progress aria-label={label} value={tried} max={total} className="h-2 w-full accent-accent" />
      <p role="status" data-figures className="text-secondary">
        {t("progress", { tried, total })}
      </p>
    </Focused>
  )
}

/** What was done, and each row with which it was not, with the reason. */
export function Result<R extends Selectable>({ act, told }: { act: Act<R>; told: Told<R> }) {
  const t = useTranslations("selection")
  const { done, notDone, gone, title, undone } = told
  return (
    <Focused>
      <p className="sr-only">{title}</p>
      <Names rows={done} tone={done.length > 0 ? "success" : undefined}>
        {t("tally", { done: done.length, total: done.length + notDone.length })}
      </Names>
      {notDone.length > 0 && (
        <section className="flex flex-col gap-1">
          <h3 className="font-medium text-sm">{t("notDone", { count: notDone.length })}</h3>
          <ul className="divide-y rounded-md border text-sm">
            {notDone.map((one) => (
              <Failed key={one.row.id} {...one} />
            ))}
          </ul>
        </section>
      )}
      {act.undo && !undone && gone.length > 0 && (
        <Names rows={gone}>{t(`${ofRemovals(act)}.gone`, { count: gone.length })}</Names>
      )}
    </Focused>
  )
}

function Failed({ row: { name }, code, message }: NotDone<Selectable>) {
  const t = useTranslations("selection")
  return (
    <li className="flex flex-col px-3 py-2">
      <bdi className="break-words font-medium">{name}</bdi>
      <span className="text-secondary">{code === "stopped" ? t("stopped") : message || t("again")}</span>
    </li>
  )
}
