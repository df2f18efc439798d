"use client"

import clsx from "clsx"
import { useTranslations } from "next-intl"
import type { ReactNode } from "react"
import { Badge } from "@/components/ui/badge"
import { useMoment } from "@/components/ui/moment"
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

/** The delivery of a letter; one that has not arrived, or that a refused account keeps waiting, says below why, a line for each thing. */
export function DeliveryBadge({ delivery, failure }: { delivery: Delivery; failure: string | null }) {
  const t = useTranslations("records.delivery")
  return (
    <>
      <Badge {...looks[delivery]}>{t(delivery)}</Badge>
      {failure && <Failure reason={failure} waits={delivery === "queued"} />}
    </>
  )
}

/** What has a reason says it in a sentence. */
const framed: Partial<Record<Delivery, "undelivered" | "returned">> = { failed: "undelivered", bounced: "returned" }
const isLost: Partial<Record<Delivery, boolean>> = { bounced: true, complained: true }
const isQuiet: Partial<Record<Delivery, boolean>> = { queued: true, delayed: true }

interface DeliveryLineProps {
  delivery: Delivery
  /** Why it has not arrived, in the reader's language. */
  failure: string | null
  /** Since when this is known. */
  at?: Date | null
  /** The button that helps. */
  remedy?: ReactNode
}

/** What a list says of a letter that has not arrived, in one line; the title has all of a long reason, and since when it is known. */
export function DeliveryLine({ delivery, failure, at, remedy }: DeliveryLineProps) {
  const t = useTranslations("records")
  const moment = useMoment()
  const word = t(`delivery.${delivery}`)
  const reason = failure?.replaceAll("\n", " ") || word
  const frame = framed[delivery]
  const line = frame && (failure || delivery === "failed") ? t(frame, { reason }) : reason
  return (
    <small
      className={clsx("fault", isLost[delivery] && "text-danger", isQuiet[delivery] && !failure && "text-secondary")}
    >
      <span title={at ? `${line} ${moment(at)}` : line} suppressHydrationWarning>
        {line}
      </span>
      {remedy}
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
