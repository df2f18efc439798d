"use client"

import { useTranslations } from "next-intl"
import { mayBeWrong } from "@/components/invitations/correcting/correcting"
import { useInvitationMoves } from "@/components/invitations/moves/invitation-moves"
import { loadQuestion } from "@/components/invitations/moves/invitation-question"
import { MenuButton } from "@/components/ui/menu"
import { OpenButton } from "@/components/ui/overlay"
import type { InvitationRecord } from "@/lib/shared/rows/invitations"

/** Draws the buttons of a record: Revoke while it is pending, and the menu with all else. */
export function useRecordButtons() {
  const t = useTranslations("records")
  const moves = useInvitationMoves()
  const [revoke, retry, correct] = [t("revoke.button"), t("retry"), t("correct.button")]
  return {
    buttons: (row: InvitationRecord) =>
      moves && (
        <>
          {row.status === "pending" &&
            OpenButton({
              look: "quiet",
              size: "small",
              load: loadQuestion,
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
    /** What helps where a letter has not arrived: another try, or another contact. */
    remedy: (row: InvitationRecord) => {
      if (!moves || row.status !== "pending") return null
      const { contact, delivery } = row
      if (delivery === "failed") return remedy(() => moves.retry(row), retry, t("retryTo", { contact }))
      if (!mayBeWrong(row)) return null
      return remedy(() => moves.correct(row), correct, t("correct.of", { contact }))
    },
  }
}

function remedy(onClick: () => void, word: string, label: string) {
  return (
    <button type="button" className="link" onClick={onClick} aria-label={label}>
      {word}
    </button>
  )
}
