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
  const className = clsx("badge", tone, mark)
  if (!icon) return <span className={className}>{children}</span>
  return (
    <span className={className}>
      {icon}
      {/* Only alone in its element a word changes on a translated page too. */}
      <span>{children}</span>
    </span>
  )
}
