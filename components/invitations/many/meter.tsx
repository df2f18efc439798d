"use client"

import { useTranslations } from "next-intl"
import type { Seats } from "@/components/invitations/context"

interface SeatMeterProps {
  seats: Seats
  /** How many can be invited of the list. */
  added: number
  /** How many more are in it than there are seats, and than may be invited today. */
  over: Record<"seats" | "today", number>
  /** How many may be invited today, where that is known. */
  leftToday: number | undefined
}

/** How the places of the organization fill: members, pending invitations, and those who are being invited. */
export function SeatMeter({ seats: { members, pending, used, quota }, added, over, leftToday }: SeatMeterProps) {
  const t = useTranslations("many.meter")
  const free = Math.max(quota - used, 0)
  const layers = [
    ["members", members],
    ["pending", pending],
    ["added", Math.min(added, free)],
  ] as const
  const starts = layers.map((_, index) => layers.slice(0, index).reduce((sum, [, count]) => sum + count, 0))
  return (
    <div className="seat-meter" data-figures>
      <svg aria-hidden className="meter" viewBox={`0 0 ${Math.max(quota, used, 1)} 1`} preserveAspectRatio="none">
        <rect width="100%" height="1" />
        {layers.map(([layer, count], index) => (
          <rect key={layer} className={layer} x={starts[index]} width={count} height="1" />
        ))}
      </svg>
      <p className="text-secondary text-sm">{t("seats", { members, pending, added, quota })}</p>
      {over.seats > 0 && <p className="text-danger text-sm">{t("over", { free, over: over.seats })}</p>}
      {leftToday !== undefined && (
        <p className={over.today > 0 ? "text-danger text-sm" : "text-tertiary text-sm"}>
          {t("today", { count: leftToday })}
        </p>
      )}
    </div>
  )
}
