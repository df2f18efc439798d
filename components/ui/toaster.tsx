"use client"

import { CircleCheck, type LucideIcon, TriangleAlert, X } from "lucide-react"
import { useEffect, useState, useSyncExternalStore } from "react"
import { Button } from "@/components/ui/button"
import { dismiss, store, type Toast } from "@/components/ui/toasts"
import { useWords } from "@/components/ui/words"
import "@/components/ui/console.css"

const SHOWN = 6000
/** Whoever may act on it reads it first. */
const SHOWN_TO_ACT = 10_000
const NONE: readonly Toast[] = []

const icons: Record<Toast["tone"], { icon: LucideIcon; colour: string }> = {
  success: { icon: CircleCheck, colour: "text-success" },
  danger: { icon: TriangleAlert, colour: "text-danger" },
}

/** Where toasts appear: once, in the layout. */
export function Toaster() {
  const { notifications } = useWords()
  const toasts = useSyncExternalStore(store.subscribe, store.read, () => NONE)
  return (
    <section aria-label={notifications} aria-live="polite" className="toasts">
      {toasts.map((toast) => (
        <Card key={toast.id} toast={toast} />
      ))}
    </section>
  )
}

function Card({ toast }: { toast: Toast }) {
  const { icon: Icon, colour } = icons[toast.tone]
  const holders = useFading(toast)
  return (
    <div
      {...holders}
      className="pointer-events-auto flex w-full items-start gap-2.5 rounded-lg border bg-raised p-3 shadow-popup"
    >
      <Icon aria-hidden className={`mt-0.75 size-4 shrink-0 ${colour}`} />
      <p className="min-w-0 grow break-words">{toast.text}</p>
      <Buttons toast={toast} />
    </div>
  )
}

/** Fades by itself, but not under the pointer, not with the focus inside and not after a failure. */
function useFading({ id, tone, action }: Toast) {
  const [held, setHeld] = useState(tone === "danger")
  const shown = action ? SHOWN_TO_ACT : SHOWN
  useEffect(() => {
    if (held) return
    const timer = setTimeout(() => dismiss(id), shown)
    return () => clearTimeout(timer)
  }, [id, held, shown])
  const hold = () => setHeld(true)
  const release = () => setHeld(tone === "danger")
  return { onPointerEnter: hold, onPointerLeave: release, onFocus: hold, onBlur: release }
}

function Buttons({ toast: { id, action } }: { toast: Toast }) {
  const { close } = useWords()
  const act = () => {
    action?.run()
    dismiss(id)
  }
  return (
    <span className="-my-0.5 flex shrink-0">
      {action && (
        <Button size="small" onClick={act}>
          {action.label}
        </Button>
      )}
      <Button look="quiet" size="small" aria-label={close} onClick={() => dismiss(id)}>
        <X aria-hidden />
      </Button>
    </span>
  )
}
