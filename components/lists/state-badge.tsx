import { Ban, Check, Clock, type LucideIcon, TimerOff, X } from "lucide-react"
import { Badge, type Tone } from "@/components/ui/badge"
import type { Status } from "@/lib/shared/states"

const looks: Record<Status, { tone: Tone; icon: LucideIcon }> = {
  pending: { tone: "warning", icon: Clock },
  accepted: { tone: "success", icon: Check },
  rejected: { tone: "danger", icon: X },
  revoked: { tone: "neutral", icon: Ban },
  expired: { tone: "neutral", icon: TimerOff },
}

/** The label is the translated word for the status, of `statuses` or of what else has one. */
export function StateBadge({ status, label }: { status: Status; label: string }) {
  const { tone, icon: Icon } = looks[status]
  return (
    <Badge tone={tone} icon={<Icon aria-hidden />}>
      {label}
    </Badge>
  )
}
