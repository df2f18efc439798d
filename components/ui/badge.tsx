import clsx from "clsx"
import type { ReactNode } from "react"

export type Tone = "neutral" | "info" | "success" | "warning" | "danger"

const tones: Record<Tone, string> = {
  neutral: "bg-neutral-soft text-neutral",
  info: "bg-info-soft text-info",
  success: "bg-success-soft text-success",
  warning: "bg-warning-soft text-warning",
  danger: "bg-danger-soft text-danger",
}

/** A word with a colour and, where there is one, an icon: never the colour alone. */
export function Badge({ tone = "neutral", icon, children }: { tone?: Tone; icon?: ReactNode; children: ReactNode }) {
  return (
    <span
      className={clsx(
        "inline-flex h-5.5 w-fit items-center gap-1 whitespace-nowrap rounded-full px-2 font-medium text-xs [&_svg]:size-3",
        tones[tone],
      )}
    >
      {icon}
      {children}
    </span>
  )
}
