"use client"

import { useTranslations } from "next-intl"
import { useInvitations } from "@/components/invitations/context"
import { useInvitationMoves } from "@/components/invitations/invitation-moves"
import { Button } from "@/components/ui/button"
import { MenuButton } from "@/components/ui/menu"
import { OpenButton } from "@/components/ui/overlay"
import type { InvitationRecord } from "@/lib/shared/rows/invitations"

/** The buttons of a record: revoke and resend while it is pending, invite again once it is past. */
export function RecordButtons({ row }: { row: InvitationRecord }) {
  if (row.status === "pending") return <PendingButtons row={row} />
  return (
    <>
      {row.status !== "accepted" && !row.affiliates && <InviteAgain row={row} />}
      <More row={row} />
    </>
  )
}

function PendingButtons({ row }: { row: InvitationRecord }) {
  const t = useTranslations("records")
  const moves = useInvitationMoves()
  if (!moves) return null
  return (
    <>
      <OpenButton size="small" onClick={() => moves.ask({ move: "revoke", row })}>
        {t("revoke.button")}
      </OpenButton>
      <More row={row} />
    </>
  )
}

/** Opens the rarer actions. */
function More({ row }: { row: InvitationRecord }) {
  const t = useTranslations("records")
  const moves = useInvitationMoves()
  if (!moves) return null
  return (
    <MenuButton menu={moves.menu} label={t("more", { contact: row.contact })} onPress={() => moves.openMenu(row)} />
  )
}

function InviteAgain({ row: { contact, role, note } }: { row: InvitationRecord }) {
  const t = useTranslations("records")
  const { open, refusal } = useInvitations()
  if (refusal) return null
  return (
    <OpenButton look="quiet" size="small" onClick={() => open({ contact, role, note })}>
      {t("inviteAgain")}
    </OpenButton>
  )
}

/** Puts a letter that could not be delivered back in the queue. */
export function RetryDelivery({ row }: { row: InvitationRecord }) {
  const t = useTranslations("records")
  const moves = useInvitationMoves()
  if (!moves || row.status !== "pending" || row.delivery !== "failed") return null
  return (
    <Button size="small" onClick={() => moves.retry(row)} aria-label={t("retryTo", { contact: row.contact })}>
      {t("retry")}
    </Button>
  )
}
