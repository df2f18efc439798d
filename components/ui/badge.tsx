import clsx from "clsx"
import type { ReactNode } from "react"
import "@/components/ui/badge.css"

export type Tone = "neutral" | "info" | "success" | "warning" | "danger"

/** The icons that lists repeat, which the style sheet draws. */
export type Mark =
  | "ban"
  | "check"
  | "circle-alert"
  | "circle-dashed"
  | "clock"
  | "send"
  | "timer-off"
  | "triangle-alert"
  | "x"

interface BadgeProps {
  tone?: Tone
  mark?: Mark
  /** An icon that is no mark. */
  icon?: ReactNode
  children: ReactNode
}

/** A word with a colour and, where there is one, an icon: never the colour alone. */
export function Badge({ tone = "neutral", mark, icon, children }: BadgeProps) {
  return (
    <span className={clsx("badge", tone, mark)}>
      {icon}
      {children}
    </span>
  )
}
