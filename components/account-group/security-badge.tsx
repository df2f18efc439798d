"use client"

import clsx from "clsx"
import { useTranslations } from "next-intl"
import { Contact } from "@/components/lists/contact"
import { DeliveryBadge } from "@/components/lists/delivery-badge"
import { Badge, type Mark, type Tone } from "@/components/ui/badge"
import type { Security } from "@/lib/shared/rows/members"

/** The longest address that a wide table shows in one line. */
const ONE_LINE = 36

const looks: Record<Security["state"], { tone: Tone; mark: Mark }> = {
  none: { tone: "neutral", mark: "circle-dashed" },
  waiting: { tone: "warning", mark: "clock" },
  failed: { tone: "danger", mark: "triangle-alert" },
  bound: { tone: "success", mark: "check" },
}

/** Shows whether an account can be logged in to, with its email or else its phone. */
export function SecurityBadge({ security }: { security: Security }) {
  const t = useTranslations("accountGroup.states")
  const { state, email, phone, delivery, failure } = security
  const contact = email ?? phone
  return (
    <span className="flex min-w-0 flex-col items-start gap-0.5">
      <Badge {...looks[state]}>{t(state)}</Badge>
      {contact && (
        <small className={clsx(contact.length <= ONE_LINE && "@4xl:whitespace-nowrap")}>
          <Contact address={contact} />
        </small>
      )}
      {state === "waiting" && delivery && (delivery === "failed" || failure) && (
        <DeliveryBadge delivery={delivery} failure={failure} />
      )}
    </span>
  )
}
