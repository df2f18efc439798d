"use client"

import clsx from "clsx"
import { useTranslations } from "next-intl"
import { Badge } from "@/components/ui/badge"
import { explained } from "@/lib/shared/delivery-reasons"
import type { Delivery } from "@/lib/shared/rows/delivery"

const looks = {
  queued: { tone: "neutral", mark: "send" },
  sent: { tone: "neutral", mark: "check" },
  failed: { tone: "danger", mark: "circle-alert" },
} as const

/** The delivery of a letter; one that failed, or that a refused account keeps waiting, says below why. */
export function DeliveryBadge({ delivery, failure }: { delivery: Delivery; failure: string | null }) {
  const t = useTranslations("records.delivery")
  return (
    <>
      <Badge {...looks[delivery]}>{t(delivery)}</Badge>
      {failure && <Failure stored={failure} waits={delivery === "queued"} />}
    </>
  )
}

/** The badge alone, with the word that the caller has for it. */
export function deliveryBadge(delivery: Delivery, word: string) {
  return Badge({ ...looks[delivery], children: word })
}

function Failure({ stored, waits }: { stored: string; waits: boolean }) {
  const t = useTranslations("records.reasons")
  const { words: known, quoted } = explained(stored)
  const words = [...known.map((reason) => t(reason)), quoted].filter(Boolean).join(" ")
  return (
    <span
      className={clsx(
        "@3xl:line-clamp-2 min-w-24 max-w-44 break-words text-xs",
        waits ? "text-warning" : "text-secondary",
      )}
      title={words}
    >
      {known.map((reason) => (
        <span key={reason} className="block">
          {t(reason)}
        </span>
      ))}
      {quoted && (
        <span className="block" dir="auto">
          {quoted}
        </span>
      )}
    </span>
  )
}
