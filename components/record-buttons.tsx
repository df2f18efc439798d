"use client"

import { Ellipsis } from "lucide-react"
import { useTranslations } from "next-intl"
import type { InvitationRecord } from "@/lib/rows"
import { useMoves } from "./invitation-moves"
import { useInviting } from "./inviting"
import { Button } from "./ui/button"
import { Menu, MenuItem } from "./ui/menu"
import { preloadOverlays } from "./ui/overlay"

/** The buttons of a record: to revoke and resend what is pending, to repeat what is past (R17). */
export function RecordButtons({ row }: { row: InvitationRecord }) {
  if (row.status === "pending") return <PendingButtons row={row} />
  return row.status === "accepted" ? null : <InviteAgain row={row} />
}

function PendingButtons({ row }: { row: InvitationRecord }) {
  const t = useTranslations("records")
  const moves = useMoves()
  if (!moves) return null
  return (
    <>
      <Button size="small" onPointerEnter={preloadOverlays} onClick={() => moves.ask({ move: "revoke", row })}>
        {t("revoke.button")}
      </Button>
      <Menu label={t("more", { contact: row.contact })} button={<Ellipsis aria-hidden />}>
        <MenuItem onClick={() => moves.ask({ move: "resend", row })}>
          {t(row.needsApproval ? "approve.button" : "resend.button")}
        </MenuItem>
        <MenuItem onClick={() => moves.copyLink(row)}>{t("copyLink")}</MenuItem>
      </Menu>
    </>
  )
}

function InviteAgain({ row: { contact, role, note } }: { row: InvitationRecord }) {
  const t = useTranslations("records")
  const { open, refusal } = useInviting()
  if (refusal) return null
  return (
    <Button look="quiet" size="small" onPointerEnter={preloadOverlays} onClick={() => open({ contact, role, note })}>
      {t("inviteAgain")}
    </Button>
  )
}

/** Puts a letter that could not be delivered back in the queue. */
export function RetryDelivery({ row }: { row: InvitationRecord }) {
  const t = useTranslations("records")
  const moves = useMoves()
  if (!moves || row.status !== "pending" || row.delivery !== "failed") return null
  return (
    <Button size="small" onClick={() => moves.retry(row)} aria-label={t("retryTo", { contact: row.contact })}>
      {t("retry")}
    </Button>
  )
}
