"use client"

import { useTranslations } from "next-intl"
import { useInvitationMoves } from "@/components/invitations/invitation-moves"
import { MenuButton } from "@/components/ui/menu"
import { OpenButton } from "@/components/ui/overlay"
import type { InvitationRecord } from "@/lib/shared/rows/invitations"

/** Draws the buttons of a record: Revoke while it is pending, and the menu with all else. */
export function useRecordButtons() {
  const t = useTranslations("records")
  const moves = useInvitationMoves()
  const [revoke, retry] = [t("revoke.button"), t("retry")]
  return {
    buttons: (row: InvitationRecord) =>
      moves && (
        <>
          {row.status === "pending" &&
            OpenButton({
              look: "quiet",
              size: "small",
              onClick: () => moves.ask({ move: "revoke", row }),
              children: revoke,
            })}
          {MenuButton({
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
        <button
          type="button"
          className="link"
          onClick={() => moves.retry(row)}
          aria-label={t("retryTo", { contact: row.contact })}
        >
          {retry}
        </button>
      ),
  }
}
