import Link from "next/link"
import { useTranslations } from "next-intl"
import { Badge } from "@/components/ui/badge"
import { Time } from "@/components/ui/time"
import { shownContact } from "@/lib/core/contacts"
import type { Delivered } from "@/lib/letters/mailbox"

/** One line of the mailbox: what it is about, to whom, when, and how it came. */
export function Entry({ id, subject, recipient, channel, locale, sentAt }: Delivered) {
  const t = useTranslations("mailbox")
  return (
    <li>
      <Link
        href={`/mailbox/${id}`}
        className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 px-4 py-3 -outline-offset-2 hover:bg-muted"
      >
        <span className="flex min-w-0 flex-col">
          <span lang={locale} className="wrap-anywhere font-medium">
            {subject}
          </span>
          <span className="break-all text-secondary text-sm">{t("to", { recipient: shownContact(recipient) })}</span>
        </span>
        <span className="flex items-center gap-3 text-sm text-tertiary">
          <Badge tone={channel === "sms" ? "info" : "neutral"}>{t(channel)}</Badge>
          <Time value={sentAt} />
        </span>
      </Link>
    </li>
  )
}
