import { Badge, type Mark, type Tone } from "@/components/ui/badge"
import type { Status } from "@/lib/shared/states"

const looks: Record<Status, { tone: Tone; mark: Mark }> = {
  pending: { tone: "warning", mark: "clock" },
  accepted: { tone: "success", mark: "check" },
  rejected: { tone: "danger", mark: "x" },
  revoked: { tone: "neutral", mark: "ban" },
  expired: { tone: "neutral", mark: "timer-off" },
}

/** The label is the translated word for the status, of `statuses` or of what else has one. */
export function StateBadge({ status, label }: { status: Status; label: string }) {
  return Badge({ ...looks[status], children: label })
}
