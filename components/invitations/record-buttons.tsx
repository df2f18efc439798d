"use client"

import { useTranslations } from "next-intl"
import { useInvitations } from "@/components/invitations/context"
import { useInvitationMoves } from "@/components/invitations/invitation-moves"
import { Button } from "@/components/ui/button"
import { MenuButton } from "@/components/ui/menu"
import { OpenButton } from "@/components/ui/overlay"
import type { InvitationRecord } from "@/lib/shared/rows/invitations"

/**
 * Draws the buttons of a record: revoke and resend while it is pending, invite again once it is past, and of one that
 * could not be delivered the way back into the queue.
 */
export function useRecordButtons() {
  const t = useTranslations("records")
  const moves = useInvitationMoves()
  const { open, refusal } = useInvitations()
  const [revoke, again, retry] = [t("revoke.button"), t("inviteAgain"), t("retry")]

  function first(row: InvitationRecord) {
    const { status, affiliates, contact, role, note } = row
    if (status === "pending") {
      const ask = () => moves?.ask({ move: "revoke", row })
      return moves && OpenButton({ size: "small", onClick: ask, children: revoke })
    }
    if (status === "accepted" || affiliates || refusal) return null
    const invite = () => open({ contact, role, note })
    return OpenButton({ look: "quiet", size: "small", onClick: invite, children: again })
  }

  return {
    buttons: (row: InvitationRecord) => (
      <>
        {first(row)}
        {moves &&
          MenuButton({
            menu: moves.menu,
            label: t("more", { contact: row.contact }),
            onPress: () => moves.openMenu(row),
          })}
      </>
    ),
    retry: (row: InvitationRecord) =>
      moves &&
      row.status === "pending" &&
      row.delivery === "failed" && (
        <Button size="small" onClick={() => moves.retry(row)} aria-label={t("retryTo", { contact: row.contact })}>
          {retry}
        </Button>
      ),
  }
}
