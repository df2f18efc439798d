"use client"

import { useTranslations } from "next-intl"
import type { Seats } from "@/components/invitations/context"

interface SeatMeterProps {
  seats: Seats
  /** How many are being invited. */
  added: number
  /** How many may be invited today, where that is known. */
  leftToday: number | undefined
}

/** How the places of the organization fill: members, pending invitations, and those who are being invited. */
export function SeatMeter({ seats: { members, pending, used, quota }, added, leftToday }: SeatMeterProps) {
  const t = useTranslations("many.meter")
  const free = Math.max(quota - used, 0)
  const layers = [
    ["members", members],
    ["pending", pending],
    ["added", Math.min(added, free)],
  ] as const
  const starts = layers.map((_, index) => layers.slice(0, index).reduce((sum, [, count]) => sum + count, 0))
  return (
    <div className="flex grow basis-64 flex-col gap-1.5" data-figures>
      <svg aria-hidden className="meter" viewBox={`0 0 ${Math.max(quota, used, 1)} 1`} preserveAspectRatio="none">
        <rect width="100%" height="1" />
        {layers.map(([layer, count], index) => (
          <rect key={layer} className={layer} x={starts[index]} width={count} height="1" />
        ))}
      </svg>
      <p className="text-secondary text-sm">{t("seats", { members, pending, added, quota })}</p>
      {added > free && <p className="text-danger text-sm">{t("over", { free, over: added - free })}</p>}
      {leftToday !== undefined && (
        <p className={added > leftToday ? "text-danger text-sm" : "text-tertiary text-sm"}>
          {t("today", { count: leftToday })}
        </p>
      )}
    </div>
  )
}
