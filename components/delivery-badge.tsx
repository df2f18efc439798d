"use client"

import { Check, CircleAlert, Send } from "lucide-react"
import { useTranslations } from "next-intl"
import { Badge } from "./ui/badge"

export type Delivery = "queued" | "sent" | "failed"

const looks = {
  queued: { tone: "neutral", icon: Send },
  sent: { tone: "neutral", icon: Check },
  failed: { tone: "danger", icon: CircleAlert },
} as const

/** How the letter fares; a failed one says why, in the provider's words. */
export function DeliveryBadge({ delivery, failure }: { delivery: Delivery; failure: string | null }) {
  const t = useTranslations("records.delivery")
  const { tone, icon: Icon } = looks[delivery]
  return (
    <span className="flex min-w-0 flex-col items-start gap-0.5">
      <Badge tone={tone} icon={<Icon aria-hidden />}>
        {t(delivery)}
      </Badge>
      {delivery === "failed" && failure && (
        <span className="max-w-44 break-words text-secondary text-xs" dir="auto">
          {failure}
        </span>
      )}
    </span>
  )
}
