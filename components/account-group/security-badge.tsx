"use client"

import { useTranslations } from "next-intl"
import { DeliveryLine } from "@/components/lists/delivery-badge"
import { Badge, type Mark, type Tone } from "@/components/ui/badge"
import { Time } from "@/components/ui/time"
import { hasGone } from "@/lib/shared/rows/delivery"
import type { Security } from "@/lib/shared/rows/members"

type Waiting = Exclude<Security["state"], "bound">

const looks: Record<Waiting, { tone: Tone; mark: Mark }> = {
  none: { tone: "neutral", mark: "circle-dashed" },
  waiting: { tone: "warning", mark: "clock" },
  failed: { tone: "danger", mark: "triangle-alert" },
}

/** Why an account cannot be logged in to yet: how long its activation may take, or that its letter has not gone. */
export function SecurityBadge({ security: { state, expiresAt, delivery, failure } }: { security: Security }) {
  const t = useTranslations("accountGroup.states")
  if (state === "bound") return null
  const waits = state === "waiting"
  const isStuck = waits && delivery && (failure || !(delivery === "queued" || hasGone(delivery)))
  return (
    <span className="beside">
      <Badge {...looks[state]}>
        <span>{t(state)}</span>
        {waits && expiresAt && <Time value={expiresAt} left />}
      </Badge>
      {isStuck && <DeliveryLine delivery={delivery} failure={failure} />}
    </span>
  )
}
