"use client"

import { useTranslations } from "next-intl"
import type { Seats } from "@/components/invitations/context"
import type { Fault } from "@/components/invitations/many/list/faults"
import type { Many } from "@/components/invitations/many/many"
import { SeatMeter } from "@/components/invitations/many/meter"
import type { Progress } from "@/components/invitations/many/sending"
import { SubmitButton } from "@/components/ui/submit-button"

interface ManyFooterProps {
  many: Many
  /** Whether something is typed that is not in the list. */
  typed: boolean
  seats: Seats | undefined
  pending: boolean
}

/** What it will take, and the button, which says how many it sends. */
export function ManyFooter({ many: { list, faults, leftToday, progress }, typed, seats, pending }: ManyFooterProps) {
  const t = useTranslations("inviting")
  const many = useTranslations("many")
  const added = list.length - faults.size + (typed ? 1 : 0)
  const isMany = list.length + (typed ? 1 : 0) > 1
  return (
    <footer className="flex flex-wrap items-center justify-between gap-3">
      {isMany && seats && (
        <SeatMeter
          seats={seats}
          added={added}
          over={{ seats: countOf(faults, "quota_reached"), today: countOf(faults, "rate_reached") }}
          leftToday={leftToday}
        />
      )}
      {!isMany && (
        <p data-figures className="min-h-5 text-secondary text-sm">
          {seats && t(seats.used < seats.quota ? "seats" : "noSeat", { ...seats, next: seats.used + 1 })}
        </p>
      )}
      <SubmitButton pending={pending} size="large" className="max-sm:w-full">
        {isMany && added > 1 ? many("send", { count: added }) : t("send")}
      </SubmitButton>
      {progress && <SendingProgress {...progress} />}
    </footer>
  )
}

function countOf(faults: Many["faults"], code: Fault["code"]): number {
  return [...faults.values()].filter((fault) => fault.code === code).length
}

/** How far it is; of a list that goes in one piece nobody can tell. */
function SendingProgress({ done, total }: Progress) {
  const t = useTranslations("many")
  return (
    <div className="flex w-full flex-col gap-1">
      <progress
        className="many-progress"
        aria-label={t("sending", { done, total })}
        value={done > 0 ? done : undefined}
        max={total}
      />
      <p role="status" data-figures className="text-secondary text-sm">
        {t("sending", { done, total })}
      </p>
    </div>
  )
}
