"use client"

import clsx from "clsx"
import { useTranslations } from "next-intl"
import type { ReactNode } from "react"
import { Badge } from "@/components/ui/badge"
import type { Delivery } from "@/lib/shared/rows/delivery"

const looks = {
  queued: { tone: "neutral", mark: "send" },
  sent: { tone: "neutral", mark: "check" },
  delayed: { tone: "warning", mark: "clock" },
  delivered: { tone: "neutral", mark: "check" },
  failed: { tone: "danger", mark: "circle-alert" },
  bounced: { tone: "danger", mark: "circle-alert" },
  complained: { tone: "danger", mark: "circle-alert" },
} as const

/** The delivery of a letter; one that failed, or that a refused account keeps waiting, says below why, a line for each thing. */
export function DeliveryBadge({ delivery, failure }: { delivery: Delivery; failure: string | null }) {
  const t = useTranslations("records.delivery")
  return (
    <>
      <Badge {...looks[delivery]}>{t(delivery)}</Badge>
      {failure && <Failure reason={failure} waits={delivery === "queued"} />}
    </>
  )
}

interface DeliveryLineProps {
  delivery: Delivery
  /** Why it has not gone, in the reader's language. */
  failure: string | null
  /** The button that sends it once more. */
  retry?: ReactNode
}

/** What a list says of a letter that is not sent, in one line; the title has all of a long reason. */
export function DeliveryLine({ delivery, failure, retry }: DeliveryLineProps) {
  const t = useTranslations("records")
  const words = failure?.replaceAll("\n", " ")
  const line = delivery === "failed" ? t("undelivered", { reason: words || t("delivery.failed") }) : words
  return (
    <small className={clsx("fault", delivery === "queued" && !failure && "text-secondary")}>
      <span title={line ?? undefined}>{line ?? t(`delivery.${delivery}`)}</span>
      {retry}
    </small>
  )
}

function Failure({ reason, waits }: { reason: string; waits: boolean }) {
  const lines = reason.split("\n")
  return (
    <span
      className={clsx(
        "@3xl:line-clamp-2 min-w-24 max-w-44 break-words text-xs",
        waits ? "text-warning" : "text-secondary",
      )}
      title={lines.join(" ")}
    >
      {lines.map((line) => (
        <span key={line} className="block" dir="auto">
          {line}
        </span>
      ))}
    </span>
  )
}
