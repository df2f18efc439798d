import clsx from "clsx"
import type { ReactNode } from "react"
import type { Tone } from "@/components/ui/badge"
import { CircleCheck, type Icon, Info, TriangleAlert } from "@/components/ui/icons"

const looks: Record<Tone, { box: string; icon: Icon }> = {
  neutral: { box: "bg-neutral-soft text-neutral", icon: Info },
  info: { box: "bg-info-soft text-info", icon: Info },
  success: { box: "bg-success-soft text-success", icon: CircleCheck },
  warning: { box: "bg-warning-soft text-warning", icon: TriangleAlert },
  danger: { box: "bg-danger-soft text-danger", icon: TriangleAlert },
}

interface CalloutProps {
  tone?: Tone
  title?: ReactNode
  children?: ReactNode
  action?: ReactNode
  /** Speaks up at once: for the refusal of what was just sent. */
  alert?: boolean
}

export function Callout({ tone = "info", title, children, action, alert }: CalloutProps) {
  const { box, icon: Icon } = looks[tone]
  return (
    <div role={alert ? "alert" : undefined} className={clsx("flex gap-3 rounded-lg p-3 text-base", box)}>
      <Icon aria-hidden className="mt-0.75 size-4 shrink-0" />
      <div className="flex min-w-0 grow flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <div className="min-w-0 break-words">
          {title && <p className="font-semibold">{title}</p>}
          {children && <div>{children}</div>}
        </div>
        {action}
      </div>
    </div>
  )
}
