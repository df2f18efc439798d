"use client"

import clsx from "clsx"
import { Check, CircleDashed, Clock, type LucideIcon, TriangleAlert } from "lucide-react"
import { useTranslations } from "next-intl"
import { Contact } from "@/components/lists/contact"
import { DeliveryBadge } from "@/components/lists/delivery-badge"
import { Badge, type Tone } from "@/components/ui/badge"
import type { Security } from "@/lib/shared/rows/members"

/** The longest address that a wide table shows in one line. */
const ONE_LINE = 36

const looks: Record<Security["state"], { tone: Tone; icon: LucideIcon }> = {
  none: { tone: "neutral", icon: CircleDashed },
  waiting: { tone: "warning", icon: Clock },
  failed: { tone: "danger", icon: TriangleAlert },
  bound: { tone: "success", icon: Check },
}

/** Shows whether an account can be logged in to, with its email or else its phone. */
export function SecurityBadge({ security }: { security: Security }) {
  const t = useTranslations("accountGroup.states")
  const { state, email, phone, delivery } = security
  const { tone, icon: Icon } = looks[state]
  const contact = email ?? phone
  return (
    <span className="flex min-w-0 flex-col items-start gap-0.5">
      <Badge tone={tone} icon={<Icon aria-hidden />}>
        {t(state)}
      </Badge>
      {contact && (
        <span className={clsx("text-secondary text-xs", contact.length <= ONE_LINE && "@4xl:whitespace-nowrap")}>
          <Contact address={contact} />
        </span>
      )}
      {state === "waiting" && delivery === "failed" && <DeliveryBadge delivery={delivery} failure={null} />}
    </span>
  )
}
